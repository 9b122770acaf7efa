import { emulated, noEffect, TAGS_REASON } from '../core/no-effect.ts';
import { physicalUuid } from '../core/physical-id.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Provider, Resource } from '../core/provider.ts';
import { parseResourcePolicy, type ResourceStatement } from '../iam/policy/parse-policy.ts';
import type { KeyMaterial } from './key.ts';
import { keyMaterial } from './key-material.ts';
import { Keys } from './keys.ts';

const USAGES: Readonly<Record<KeyMaterial['spec'], string>> = {
  ECC_NIST_P256: 'SIGN_VERIFY',
  SYMMETRIC_DEFAULT: 'ENCRYPT_DECRYPT',
};

function keySpec(properties: PropertyReader): KeyMaterial['spec'] {
  const spec = properties.optionalText('KeySpec') ?? 'SYMMETRIC_DEFAULT';
  if (spec !== 'ECC_NIST_P256' && spec !== 'SYMMETRIC_DEFAULT')
    return properties.refuse(`the local cloud has keys of ECC_NIST_P256 and SYMMETRIC_DEFAULT, not ${spec}`);
  const usage = properties.optionalText('KeyUsage') ?? 'ENCRYPT_DECRYPT';
  if (usage !== USAGES[spec]) properties.refuse(`a key of ${spec} is for ${USAGES[spec]} here, not ${usage}`);
  return spec;
}

/** Without a policy of its own, a key has the one that leaves everything to the account's policies. */
function keyPolicy(resource: Resource, properties: PropertyReader): ResourceStatement[] {
  const root = `arn:aws:iam::${resource.cloud.account}:root`;
  const policy = properties.raw('KeyPolicy') ?? {
    Effect: 'Allow',
    Principal: { AWS: root },
    Action: 'kms:*',
    Resource: '*',
  };
  try {
    return parseResourcePolicy(policy);
  } catch (error) {
    return properties.refuse(error instanceof Error ? error.message : String(error));
  }
}

const key: Provider = {
  type: 'AWS::KMS::Key',
  properties: {
    ...emulated('Description', 'Enabled', 'KeyPolicy', 'KeySpec', 'KeyUsage'),
    ...noEffect(
      'a key is not rotated in the life of a local cloud',
      'EnableKeyRotation',
      'RotationPeriodInDays',
    ),
    ...noEffect(
      'a key goes with its data directory',
      'PendingWindowInDays',
      'BypassPolicyLockoutSafetyCheck',
    ),
    ...noEffect('there is one region here', 'MultiRegion'),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: (resource) => {
    const { cloud } = resource;
    const properties = new PropertyReader(resource);
    const id = physicalUuid(resource);
    const arn = `arn:aws:kms:${cloud.region}:${cloud.account}:key/${id}`;
    cloud.part(Keys).add({
      id,
      arn,
      description: properties.optionalText('Description') ?? '',
      enabled: !properties.has('Enabled') || properties.flag('Enabled'),
      material: keyMaterial(cloud, resource.generatedName, keySpec(properties)),
      policy: keyPolicy(resource, properties),
    });
    return { ref: id, attributes: { Arn: arn, KeyId: id } };
  },
};

const alias: Provider = {
  type: 'AWS::KMS::Alias',
  properties: emulated('AliasName', 'TargetKeyId'),
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const name = properties.text('AliasName');
    resource.cloud.part(Keys).addAlias(name, properties.text('TargetKeyId'));
    const { region, account } = resource.cloud;
    return { ref: name, attributes: { AliasArn: `arn:aws:kms:${region}:${account}:${name}` } };
  },
};

export const kmsProviders: readonly Provider[] = [key, alias];
