import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateCertificateFromCsrCommand,
  CreateKeysAndCertificateCommand,
  CreateThingCommand,
  DeleteCertificateCommand,
  DeleteThingCommand,
  DescribeCertificateCommand,
  DescribeEndpointCommand,
  DescribeThingCommand,
  DetachPolicyCommand,
  DetachThingPrincipalCommand,
  IoTClient,
  ListAttachedPoliciesCommand,
  ListPrincipalThingsCommand,
  ListThingPrincipalsCommand,
  ListThingsCommand,
  ListTopicRulesCommand,
  UpdateCertificateCommand,
} from '@aws-sdk/client-iot';
import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientSettings, role } from '../local-cloud.ts';
import { certificateRequest } from './certificate-request.ts';
import { type IotCloud, inbox, openIotCloud, until } from './iot-cloud.ts';

const TOPICS = 'arn:aws:iot:eu-west-1:111111111111:topic';

let local: IotCloud;
let iot: IoTClient;
beforeEach(async () => {
  local = await openIotCloud({
    CarType: { Type: 'AWS::IoT::ThingType', Properties: { ThingTypeName: 'car' } },
    Sender: role({ Effect: 'Allow', Action: 'iot:Publish', Resource: `${TOPICS}/cars/*/commands` }),
    Registrar: role({ Effect: 'Allow', Action: 'iot:CreateThing', Resource: '*' }),
  });
  iot = new IoTClient(clientSettings(local.cloud));
});
afterEach(async () => await local.stop());

describe('the registry, called with the SDK', () => {
  it('makes a car that can connect', async () => {
    const { thingArn } = await iot.send(new CreateThingCommand({ thingName: 'CAR1', thingTypeName: 'car' }));
    expect(thingArn).toBe('arn:aws:iot:eu-west-1:111111111111:thing/CAR1');
    const { csr, key } = await certificateRequest();
    const made = await iot.send(
      new CreateCertificateFromCsrCommand({ certificateSigningRequest: csr, setAsActive: true }),
    );
    const principal = made.certificateArn;
    await iot.send(new AttachPolicyCommand({ policyName: 'car', target: principal }));
    await iot.send(new AttachThingPrincipalCommand({ thingName: 'CAR1', principal }));
    expect(await iot.send(new ListThingPrincipalsCommand({ thingName: 'CAR1' }))).toMatchObject({
      principals: [principal],
    });
    expect(await iot.send(new ListPrincipalThingsCommand({ principal }))).toMatchObject({ things: ['CAR1'] });
    expect(await iot.send(new ListAttachedPoliciesCommand({ target: principal }))).toMatchObject({
      policies: [{ policyName: 'car' }],
    });
    const { endpointAddress } = await iot.send(new DescribeEndpointCommand({ endpointType: 'iot:Data-ATS' }));
    expect(endpointAddress).toBe(`127.0.0.1:${local.iot.mqtt.port}`);
    const car = await local.connect('CAR1', { cert: made.certificatePem ?? '', key });
    expect(car.connected).toBe(true);
  });

  it('creates the same thing twice, but not two different ones', async () => {
    const wanted = { thingName: 'CAR1', attributePayload: { attributes: { colour: 'red' } } };
    const first = await iot.send(new CreateThingCommand(wanted));
    const second = await iot.send(new CreateThingCommand(wanted));
    expect(second.thingId).toBe(first.thingId);
    await expect(iot.send(new CreateThingCommand({ thingName: 'CAR1' }))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    });
    expect(await iot.send(new DescribeThingCommand({ thingName: 'CAR1' }))).toMatchObject({
      attributes: { colour: 'red' },
      thingId: first.thingId,
    });
    await expect(
      iot.send(new CreateThingCommand({ thingName: 'CAR2', thingTypeName: 'boat' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('changes, detaches and deletes only in an order that leaves nothing dangling', async () => {
    await iot.send(new CreateThingCommand({ thingName: 'CAR1' }));
    const made = await iot.send(new CreateKeysAndCertificateCommand({ setAsActive: true }));
    const { certificateId, certificateArn: principal } = made;
    expect(made.keyPair?.PrivateKey).toContain('PRIVATE KEY');
    await iot.send(new AttachPolicyCommand({ policyName: 'car', target: principal }));
    await iot.send(new AttachThingPrincipalCommand({ thingName: 'CAR1', principal }));
    const deleteCertificate = async () => await iot.send(new DeleteCertificateCommand({ certificateId }));
    await expect(iot.send(new DeleteThingCommand({ thingName: 'CAR1' }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    await expect(deleteCertificate()).rejects.toMatchObject({ name: 'CertificateStateException' });
    await iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }));
    await expect(deleteCertificate()).rejects.toMatchObject({ name: 'DeleteConflictException' });
    await iot.send(new DetachThingPrincipalCommand({ thingName: 'CAR1', principal }));
    await iot.send(new DetachPolicyCommand({ policyName: 'car', target: principal }));
    await deleteCertificate();
    await iot.send(new DeleteThingCommand({ thingName: 'CAR1' }));
    await expect(iot.send(new DescribeThingCommand({ thingName: 'CAR1' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('lists things by the page', async () => {
    for (const thingName of ['A', 'B', 'C']) await iot.send(new CreateThingCommand({ thingName }));
    const first = await iot.send(new ListThingsCommand({ maxResults: 2 }));
    const second = await iot.send(new ListThingsCommand({ maxResults: 2, nextToken: first.nextToken }));
    expect([first, second].map(({ things }) => things?.map(({ thingName }) => thingName))).toEqual([
      ['A', 'B'],
      ['C'],
    ]);
    expect(second.nextToken).toBeUndefined();
  });

  it('refuses what is not there, is not valid, or is not played', async () => {
    const { certificateArn: principal } = await iot.send(new CreateKeysAndCertificateCommand({}));
    await expect(
      iot.send(new AttachPolicyCommand({ policyName: 'nobody', target: principal })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(
      iot.send(new AttachThingPrincipalCommand({ thingName: 'NOTHING', principal })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(
      iot.send(new CreateCertificateFromCsrCommand({ certificateSigningRequest: 'nonsense' })),
    ).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await expect(iot.send(new CreateThingCommand({ thingName: 'a b' }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
    await expect(iot.send(new ListTopicRulesCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });

  it('[21] asks the policy of the role that calls', async () => {
    const registrar = new IoTClient(clientSettings(local.cloud, 'Registrar'));
    await expect(registrar.send(new CreateThingCommand({ thingName: 'CAR1' }))).resolves.toMatchObject({
      thingName: 'CAR1',
    });
    await expect(registrar.send(new CreateKeysAndCertificateCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('iot:CreateKeysAndCertificate'),
    });
  });

  it('is kept in the data directory', async () => {
    await iot.send(new CreateThingCommand({ thingName: 'CAR1' }));
    const { certificateId, certificateArn: principal } = await iot.send(
      new CreateKeysAndCertificateCommand({ setAsActive: true }),
    );
    await iot.send(new AttachThingPrincipalCommand({ thingName: 'CAR1', principal }));
    const second = await openIotCloud({}, { dataDirectory: local.cloud.dataDirectory });
    try {
      expect(second.iot.registry.certificatesOf('CAR1')).toEqual([certificateId]);
      const again = new IoTClient(clientSettings(second.cloud));
      const { certificateDescription } = await again.send(new DescribeCertificateCommand({ certificateId }));
      expect(certificateDescription?.status).toBe('ACTIVE');
    } finally {
      await second.stop();
    }
  });
});

describe('the data plane, called with the SDK', () => {
  it('[21] publishes to subscribers as the role may', async () => {
    const car = await local.connect('CAR1', await local.register('CAR1', 'car'));
    const received = inbox(car);
    await car.subscribeAsync('cars/CAR1/commands', { qos: 1 });
    const data = new IoTDataPlaneClient(clientSettings(local.cloud, 'Sender'));
    await data.send(
      new PublishCommand({ topic: 'cars/CAR1/commands', qos: 1, payload: Buffer.from([1, 2, 255]) }),
    );
    await until(() => received.length > 0, 'the command arrives');
    expect(received[0]).toMatchObject({ topic: 'cars/CAR1/commands', qos: 1 });
    await expect(
      data.send(new PublishCommand({ topic: 'cars/CAR1/receipts', payload: Buffer.from('x') })),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('iot:Publish'),
    });
    await expect(
      data.send(new PublishCommand({ topic: 'cars/CAR1/commands', retain: true })),
    ).rejects.toMatchObject({ message: expect.stringContaining('iot:RetainPublish') });
  });

  it('refuses what the broker would refuse, and what only MQTT 5 has', async () => {
    const data = new IoTDataPlaneClient(clientSettings(local.cloud));
    const refused = { name: 'InvalidRequestException' };
    await expect(data.send(new PublishCommand({ topic: '$aws/things/x' }))).rejects.toMatchObject(refused);
    await expect(data.send(new PublishCommand({ topic: 'a', qos: 2 }))).rejects.toMatchObject(refused);
    await expect(
      data.send(new PublishCommand({ topic: 'a', payload: Buffer.alloc(128 * 1024 + 1) })),
    ).rejects.toMatchObject(refused);
    await expect(data.send(new PublishCommand({ topic: 'a', messageExpiry: 10 }))).rejects.toMatchObject(
      refused,
    );
  });
});
