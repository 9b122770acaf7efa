import { asText, isRecord, own } from '../../core/plain-value.ts';
import { parseSecretTemplate, type SecretReference } from '../sql/template.ts';

/** The client properties of a Kafka action, as far as the local cloud plays them. */
export interface ClientProperties {
  readonly brokers: string;
  readonly acks: 0 | 1;
  readonly compression: 'none' | 'gzip';
  readonly username: string | SecretReference;
  readonly password: string | SecretReference;
}

const SCRAM = 'the brokers of the cluster take SASL_SSL with SCRAM-SHA-512 only';

/**
 * The values that each property may have; undefined for any. Source: AWS IoT Core developer guide, “Apache Kafka”
 * action.
 */
const ALLOWED: Readonly<Record<string, readonly string[] | undefined>> = {
  'bootstrap.servers': undefined,
  acks: ['0', '1'],
  'compression.type': ['none', 'gzip'],
  'security.protocol': ['SASL_SSL'],
  'key.serializer': ['StringSerializer'],
  'value.serializer': ['ByteBufferSerializer'],
  'sasl.mechanism': ['SCRAM-SHA-512'],
  'sasl.scram.username': undefined,
  'sasl.scram.password': undefined,
};

/** Documented, but without use here. */
const NOT_EMULATED: Readonly<Record<string, string>> = {
  'ssl.truststore': 'the brokers have certificates of a public authority',
  'ssl.truststore.password': 'the brokers have certificates of a public authority',
  'ssl.keystore': SCRAM,
  'ssl.keystore.password': SCRAM,
  'ssl.key.password': SCRAM,
  'sasl.plain.username': SCRAM,
  'sasl.plain.password': SCRAM,
  'sasl.kerberos.keytab': SCRAM,
  'sasl.kerberos.service.name': SCRAM,
  'sasl.kerberos.krb5.kdc': SCRAM,
  'sasl.kerberos.krb5.realm': SCRAM,
  'sasl.kerberos.principal': SCRAM,
};

/**
 * @throws {Error} for a property or value that AWS IoT does not document, or that the local cloud does not play
 */
export function parseClientProperties(given: unknown): ClientProperties {
  const properties = isRecord(given) ? given : {};
  for (const [name, value] of Object.entries(properties)) checkProperty(name, value);
  const required = (name: string): string => {
    const value = asText(properties[name]);
    if (value === undefined || value === '') throw new Error(`the client property ${name} is missing`);
    return value;
  };
  required('security.protocol');
  required('sasl.mechanism');
  return {
    brokers: required('bootstrap.servers'),
    acks: asText(properties['acks']) === '0' ? 0 : 1,
    compression: properties['compression.type'] === 'gzip' ? 'gzip' : 'none',
    username: parseSecretTemplate(required('sasl.scram.username')),
    password: parseSecretTemplate(required('sasl.scram.password')),
  };
}

function checkProperty(name: string, value: unknown): void {
  const reason = own(NOT_EMULATED, name);
  if (reason !== undefined) throw new Error(`the client property ${name} is not played: ${reason}`);
  if (!Object.hasOwn(ALLOWED, name)) throw new Error(`AWS IoT does not know the client property ${name}`);
  const values = ALLOWED[name];
  if (values !== undefined && !values.includes(asText(value) ?? '')) {
    throw new Error(
      `the client property ${name} is ${values.join(' or ')} here, not ${JSON.stringify(value)}`,
    );
  }
}
