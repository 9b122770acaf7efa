import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { Secrets } from '../../../../local/cloud/iot/rules/secrets.ts';
import type { SecretReference } from '../../../../local/cloud/iot/sql/template.ts';
import { Secrets as SecretsManager } from '../../../../local/cloud/secrets-manager/secrets.ts';
import { deployResources, openCloud, role } from '../local-cloud.ts';

const READ = ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'];
const SECRET = 'arn:aws:secretsmanager:*:*:secret:AmazonMSK_iot-*';
const MINUTE = 60_000;

let cloud: RunningCloud;
beforeEach(async () => {
  cloud = await openCloud();
  await deployResources(cloud, {
    Secret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: { Name: 'AmazonMSK_iot', SecretString: '{"username":"iot","password":"first"}' },
    },
    Reader: role({ Effect: 'Allow', Action: READ, Resource: SECRET }),
    HalfReader: role({ Effect: 'Allow', Action: READ[0], Resource: SECRET }),
  });
});
afterEach(async () => await cloud.stop());

function reference(more: Partial<SecretReference> = {}, logicalId = 'Reader'): SecretReference {
  const roleArn = `arn:aws:iam::111111111111:role/Test-${logicalId}`;
  return { secretId: 'AmazonMSK_iot', type: 'SecretString', key: 'password', roleArn, ...more };
}

function change(value: string): void {
  const secrets = cloud.part(SecretsManager);
  secrets.add({ ...secrets.find('AmazonMSK_iot'), value });
}

describe('get_secret', () => {
  it('reads a member, or all of the secret', async () => {
    const secrets = new Secrets(cloud);
    expect(await secrets.get(reference())).toBe('first');
    expect(await secrets.get(reference({ key: undefined }))).toContain('"username":"iot"');
    await expect(secrets.get(reference({ key: 'nothing' }))).rejects.toThrow('has no member nothing');
  });

  it('[19] may be 15 minutes old, in platform time', async () => {
    const secrets = new Secrets(cloud);
    expect(await secrets.get(reference())).toBe('first');
    change('{"username":"iot","password":"second"}');
    await cloud.clock.advance(14 * MINUTE);
    expect(await secrets.get(reference())).toBe('first');
    await cloud.clock.advance(2 * MINUTE);
    expect(await secrets.get(reference())).toBe('second');
  });

  it('needs a role that may read and describe the secret', async () => {
    const secrets = new Secrets(cloud);
    await expect(secrets.get(reference({}, 'HalfReader'))).rejects.toMatchObject({
      cause: { message: expect.stringContaining('secretsmanager:DescribeSecret') },
    });
    await expect(secrets.get(reference({ roleArn: 'arn:aws:iam::1:role/x' }))).rejects.toThrow(
      'cannot assume',
    );
    await expect(secrets.get(reference({ secretId: 'other' }))).rejects.toThrow(
      'get_secret cannot read other',
    );
  });

  it('tries again after a failure', async () => {
    const secrets = new Secrets(cloud);
    const late = reference({ secretId: 'AmazonMSK_iot-late' });
    await expect(secrets.get(late)).rejects.toThrow('cannot read AmazonMSK_iot-late');
    const manager = cloud.part(SecretsManager);
    const { arn, ...secret } = manager.find('AmazonMSK_iot');
    manager.add({ ...secret, name: late.secretId, arn: arn.replace('AmazonMSK_iot', late.secretId) });
    expect(await secrets.get(late)).toBe('first');
  });
});
