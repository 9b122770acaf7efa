import {
  DescribeThingCommand,
  IoTClient,
  ListAttachedPoliciesCommand,
  ListThingPrincipalsCommand,
} from '@aws-sdk/client-iot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { giveIdentity } from '../../../functions/vehicles/identity.ts';
import { certificateRequest } from '../../local/cloud/iot/certificate-request.ts';
import { type IotCloud, openIotCloud } from '../../local/cloud/iot/iot-cloud.ts';
import { clientSettings } from '../../local/cloud/local-cloud.ts';

const VIN = 'WRS00001X0T000001';
const names = { thingType: 'car', policy: 'car' };

let local: IotCloud;
let iot: IoTClient;
let request: { csr: string; key: string };
beforeEach(async () => {
  local = await openIotCloud({
    CarType: { Type: 'AWS::IoT::ThingType', Properties: { ThingTypeName: 'car' } },
  });
  iot = new IoTClient(clientSettings(local.cloud));
  request = await certificateRequest();
});
afterEach(async () => {
  iot.destroy();
  await local.stop();
});

const asked = () => ({ vin: VIN, certificateRequest: request.csr });

async function principals(): Promise<readonly string[]> {
  return (await iot.send(new ListThingPrincipalsCommand({ thingName: VIN }))).principals ?? [];
}

/** Dies at the nth call. */
function dyingAt(call: number): Pick<IoTClient, 'send'> {
  let calls = 0;
  const send = (...sent: Parameters<IoTClient['send']>) => {
    calls += 1;
    return calls >= call ? Promise.reject(new Error('died')) : iot.send(...sent);
  };
  return { send: send as IoTClient['send'] };
}

describe('giving a car its identity', () => {
  it('makes a thing of the type, with a certificate that it can connect with', async () => {
    const { certificateId, certificatePem } = await giveIdentity(iot, asked(), names);

    expect(await iot.send(new DescribeThingCommand({ thingName: VIN }))).toMatchObject({
      thingTypeName: 'car',
    });
    const [principal] = await principals();
    expect(principal).toMatch(new RegExp(`:cert/${certificateId}$`));
    expect(await iot.send(new ListAttachedPoliciesCommand({ target: principal }))).toMatchObject({
      policies: [{ policyName: 'car' }],
    });
    const car = await local.connect(VIN, { cert: certificatePem, key: request.key });
    expect(car.connected).toBe(true);
  });

  it('gives the same again, and makes no second certificate', async () => {
    const first = await giveIdentity(iot, asked(), names);
    const second = await giveIdentity(iot, asked(), names);

    expect(second).toEqual(first);
    expect(await principals()).toHaveLength(1);
  });

  it.each([1, 2, 3, 4, 5])('can begin anew after it died at its call %i', async (call) => {
    await expect(giveIdentity(dyingAt(call), asked(), names)).rejects.toThrow('died');

    const { certificatePem } = await giveIdentity(iot, asked(), names);

    expect(await principals()).toHaveLength(1);
    const car = await local.connect(VIN, { cert: certificatePem, key: request.key });
    expect(car.connected).toBe(true);
  });
});
