import { keep } from '../core/kept.ts';
import { LocalCloudError } from '../core/local-cloud-error.ts';
import { emulated, noEffect, TAGS_REASON } from '../core/no-effect.ts';
import { physicalSuffix, physicalUuid } from '../core/physical-id.ts';
import { isRecord } from '../core/plain-value.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Provider, Resource } from '../core/provider.ts';
import { parseResourcePolicy } from '../iam/policy/parse-policy.ts';
import { generatePassword } from './generate-password.ts';
import { Secrets } from './secrets.ts';

const DEFAULT_LENGTH = 32;
const GENERATION = [
  'ExcludeCharacters',
  'ExcludeLowercase',
  'ExcludeNumbers',
  'ExcludePunctuation',
  'ExcludeUppercase',
  'GenerateStringKey',
  'IncludeSpace',
  'PasswordLength',
  'RequireEachIncludedType',
  'SecretStringTemplate',
];

function passwordBy(rules: PropertyReader): string {
  return generatePassword({
    length: rules.optionalNumber('PasswordLength') ?? DEFAULT_LENGTH,
    exclude: rules.optionalText('ExcludeCharacters') ?? '',
    excludeLowercase: rules.flag('ExcludeLowercase'),
    excludeUppercase: rules.flag('ExcludeUppercase'),
    excludeNumbers: rules.flag('ExcludeNumbers'),
    excludePunctuation: rules.flag('ExcludePunctuation'),
    includeSpace: rules.flag('IncludeSpace'),
    requireEachType: !rules.has('RequireEachIncludedType') || rules.flag('RequireEachIncludedType'),
  });
}

/** A password, alone or as a field of the template, which is a JSON object. */
function generate(rules: PropertyReader): string {
  const password = passwordBy(rules);
  const template = rules.optionalText('SecretStringTemplate');
  if (template === undefined) return password;
  const fields: unknown = JSON.parse(template);
  if (!isRecord(fields)) return rules.refuse('SecretStringTemplate is not a JSON object');
  return JSON.stringify({ ...fields, [rules.text('GenerateStringKey')]: password });
}

function keptText(found: unknown): string {
  if (typeof found === 'string') return found;
  throw new LocalCloudError(
    'DATA_DIRECTORY',
    'a secret kept in the data directory is not text; start with another',
  );
}

/** What is kept from an earlier start stays, but the rules are read each time: they may have become wrong. */
function valueOf(resource: Resource, properties: PropertyReader): string {
  const given = properties.optionalText('SecretString');
  if (given !== undefined) return given;
  const generated = generate(properties.child('GenerateSecretString'));
  return keep(resource.cloud.dataDirectory, `secrets/${resource.generatedName}`, keptText, () => generated);
}

const secret: Provider = {
  type: 'AWS::SecretsManager::Secret',
  properties: {
    ...emulated('KmsKeyId', 'Name', 'SecretString'),
    ...emulated(...GENERATION.map((name) => `GenerateSecretString.${name}`)),
    ...noEffect('it says something to people only', 'Description'),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: (resource) => {
    const { cloud } = resource;
    const properties = new PropertyReader(resource);
    const name = properties.optionalText('Name') ?? resource.generatedName;
    const suffix = physicalSuffix(resource, 6);
    const arn = `arn:aws:secretsmanager:${cloud.region}:${cloud.account}:secret:${name}-${suffix}`;
    cloud.part(Secrets).add({
      name,
      arn,
      value: valueOf(resource, properties),
      versionId: physicalUuid(resource),
      created: cloud.clock.now(),
      kmsKeyId: properties.optionalText('KmsKeyId'),
    });
    return { ref: arn, attributes: { Id: arn } };
  },
};

const resourcePolicy: Provider = {
  type: 'AWS::SecretsManager::ResourcePolicy',
  properties: {
    ...emulated('ResourcePolicy', 'SecretId'),
    ...noEffect('nobody from outside can reach a local secret', 'BlockPublicPolicy'),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const secrets = resource.cloud.part(Secrets);
    const { arn } = secrets.find(properties.text('SecretId'));
    try {
      secrets.addPolicy(arn, parseResourcePolicy(properties.raw('ResourcePolicy')));
    } catch (error) {
      properties.refuse(error instanceof Error ? error.message : String(error));
    }
    return { ref: arn };
  },
};

export const secretsManagerProviders: readonly Provider[] = [secret, resourcePolicy];
