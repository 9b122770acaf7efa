import type { PolicyStatement } from '../../core/identities.ts';
import { parsePolicy } from '../../iam/policy/parse-policy.ts';
import type { Registry } from './registry.ts';

/**
 * The policy variables and condition keys that a connection has. Attributes come as
 * `iot:Connection.Thing.Attributes[name]`.
 * Source: AWS IoT Core developer guide, “AWS IoT Core policy variables”.
 */
const KNOWN_KEYS = [
  'iot:ClientId',
  'iot:Connection.Thing.ThingName',
  'iot:Connection.Thing.ThingTypeName',
  'iot:Connection.Thing.IsAttached',
  'iot:Certificate.Subject.CommonName',
  'aws:SourceIp',
];

const ATTRIBUTE = /^iot:Connection\.Thing\.Attributes\[[^\]]+\]$/i;

/**
 * Reads the document of an `AWS::IoT::Policy`: an object, or its JSON text.
 *
 * @throws {Error} for what the local cloud does not evaluate
 */
export function parseThingPolicy(document: unknown): readonly PolicyStatement[] {
  const parsed: unknown = typeof document === 'string' ? JSON.parse(document) : document;
  const statements = parsePolicy(parsed);
  const text = JSON.stringify(parsed);
  const variables = [...text.matchAll(/\$\{([^}]*)\}/g)].map(([, name = '']) => name);
  const keys = statements.flatMap(({ conditions }) => Object.values(conditions).flatMap(Object.keys));
  const unknown = [...variables, ...keys].filter((name) => !isKnown(name));
  if (unknown.length > 0) {
    throw new Error(`the local cloud does not know the policy variables ${[...new Set(unknown)].join(', ')}`);
  }
  return statements;
}

/**
 * What a connection's policies may ask about it. The thing is the one whose name is the client id, if the certificate
 * is attached to it; otherwise its variables have no value, and what names them allows nothing.
 */
export function connectionContext(
  registry: Registry,
  connection: { readonly clientId: string; readonly certificateId: string; readonly address: string },
): Record<string, readonly string[]> {
  const { clientId, certificateId, address } = connection;
  const attached = registry.isAttached(certificateId, clientId);
  const thing = attached ? registry.thing(clientId) : undefined;
  const attributes = Object.entries(thing?.attributes ?? {});
  return {
    'iot:ClientId': [clientId],
    'iot:Connection.Thing.IsAttached': [String(thing !== undefined)],
    'iot:Certificate.Subject.CommonName': ['AWS IoT Certificate'],
    'aws:SourceIp': [address],
    ...(thing === undefined ? {} : { 'iot:Connection.Thing.ThingName': [thing.name] }),
    ...(thing?.typeName === undefined ? {} : { 'iot:Connection.Thing.ThingTypeName': [thing.typeName] }),
    ...Object.fromEntries(
      attributes.map(([name, value]) => [`iot:Connection.Thing.Attributes[${name}]`, [value]]),
    ),
  };
}

function isKnown(name: string): boolean {
  return ATTRIBUTE.test(name) || KNOWN_KEYS.some((key) => key.toLowerCase() === name.toLowerCase());
}
