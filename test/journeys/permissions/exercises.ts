import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { twins } from '../../../functions/telemetry/domain.ts';
import { RoleRequirements } from '../../../local/cloud/role-requirements.ts';
import { EventSources } from '../../../local/functions/event-sources/event-sources.ts';
import { Iot } from '../../../local/iot/iot.ts';
import { Clusters } from '../../../local/resources/msk/clusters.ts';
import { carsEvents, carsTelemetry } from '../../../shared/contracts/car.ts';
import { deadLetters, lambdaDeadLetters } from '../../../shared/contracts/platform.ts';
import {
  cancel,
  rentalsCommands,
  rentalsEvents,
  reserve,
  secureCar,
  unlock,
} from '../../../shared/contracts/rentals.ts';
import { blocked, ridersCommands, ridersEvents, signedUp, signUp } from '../../../shared/contracts/riders.ts';
import { carParked, telemetryEvents } from '../../../shared/contracts/telemetry.ts';
import {
  commandTimeout,
  register,
  registered,
  sendCommand,
  vehiclesCommands,
  vehiclesEvents,
} from '../../../shared/contracts/vehicles.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { deferralsOf } from '../../../shared/runtime/deferral.ts';
import type { Delivery } from '../../../shared/runtime/delivery.ts';
import { type Means, OF_NO_CONCERN, type TopicRecord } from './means.ts';

/** Some of a role's work: throws when it was not done. */
export type Exercise = () => Promise<unknown>;

const POSITION = { latitude: 42.53, longitude: 1.56, accuracyMetres: 4 };
const SEALED = { name: 'enc.v1.q83vEjRWeJ0.3q2-7w', email: 'enc.v1.q83vEjRWeJ0.3q2-7w' };
const garbage = (topic: string): TopicRecord => ({ topic, key: 'garbage', value: 'garbage' });
const toTopic = (topic: string): Delivery => ({ to: 'topic', topic, key: 'k', value: OF_NO_CONCERN });

/** What each role is for. By the names of functions; other roles by a part of their names. */
export function exercisesOf(means: Means): Readonly<Record<string, readonly Exercise[]>> {
  const { cloud, world } = means;

  // --- what services do for functions

  /** A record that is older than its mapping allows: read, and given up to Lambda's dead letters. */
  const tooOld =
    (name: string): Exercise =>
    async () => {
      await Promise.all(
        means.mappings(name).map(async ({ id, source, discarded }) => {
          await means.write({ topic: source, key: 'old', value: OF_NO_CONCERN }, '1');
          await means.until(`${source} was read by ${name}`, () => means.mapping(id).discarded > discarded);
        }),
      );
    };
  /** A message through each queue of a function. */
  const queued =
    (name: string, body: () => unknown): Exercise =>
    async () => {
      for (const { id, eventSourceArn, records } of means.mappings(name)) {
        const deleted = means.deletedBy(name);
        await means.send(eventSourceArn, body());
        await means.until(`${name} got a message`, () => means.mapping(id).records > records);
        await means.until(`a message of ${name} was deleted`, () => deleted.happened());
        deleted.end();
        // Looks into the queue when nothing is in hand.
        await means.until(`${name} is quiet`, async () => await cloud.part(EventSources).isQuiet(name));
      }
    };
  /** An asynchronous invocation that fails: it goes to the dead letters of invocations. */
  const fails =
    (name: string): Exercise =>
    async () => {
      const counters = () => cloud.journal.counters()[`functions.${name}.lost`] ?? 0;
      const lost = counters();
      const written = means.sentBy(name);
      await means.functions.invoke(name, { Records: 5 }, { source: 'operator', async: true });
      await means.until(`${name} has failed for good`, () => written.happened() || counters() > lost);
      written.end();
    };
  const request = async (
    kind: 'rider' | 'operator',
    id: string,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<void> => {
    const headers = {
      prefer: 'wait=0',
      ...(method === 'GET' ? {} : { 'idempotency-key': means.newId('key') }),
    };
    const answer = await world.client.as(kind, id, method, path, body, headers);
    if (answer.status >= 400 && answer.status !== 404)
      throw new Error(`${method} ${path} answered ${answer.status} ${JSON.stringify(answer.body)}`);
  };
  /** What is left behind is delivered by the next round. */
  const swept = async (
    name: string,
    aggregate: string,
    outputs: readonly Delivery[],
    due: Parameters<Means['leaveBehind']>[3] = [],
  ): Promise<void> => {
    await means.leaveBehind(name, aggregate, outputs, due);
    await means.invoke(name, {});
    const left = await means.undelivered(name, aggregate);
    if (left > 0) throw new Error(`${name} has left ${left} operations of ${aggregate} undelivered`);
  };
  const timer = (
    contract: typeof secureCar | typeof commandTimeout,
    data: Record<string, string>,
    atMs: number,
  ) => ({
    id: means.newId('op_timer'),
    at: instant(cloud.clock.now() + atMs),
    type: contract.type,
    topic: contract.topic.name,
    key: data['vin'] ?? '',
    data,
    expiresAfterSeconds: contract.expiresAfterSeconds,
  });
  const rentalTimer = (atMs: number) =>
    timer(secureCar, { vin: means.newVin(), rentalId: 'rnt_00000000000000000000000001' }, atMs);
  const vehicleTimer = (atMs: number) =>
    timer(commandTimeout, { vin: means.newVin(), commandId: 'cmd_00000000000000000000000001' }, atMs);

  // --- the functions

  const sample = (ageMs: number, more: object = {}) =>
    JSON.stringify({ time: instant(cloud.clock.now() - ageMs), position: POSITION, speedKmh: 3, ...more });
  const folded: Exercise = async () => {
    const vin = means.newVin();
    const topic = carsTelemetry.name;
    const first = { topic, key: vin, value: sample(9000, { chargePercent: 5, engineOn: false }) };
    await means.hand('telemetry-fold', first, garbage(topic));
    await means.hand('telemetry-fold', { topic, key: vin, value: sample(1000, { odometerKm: 7 }) });
  };
  const deferral = (): string => {
    const time = Math.floor(cloud.clock.now());
    const [message] = deferralsOf(twins, [
      [means.newVin(), { time, fields: { speedKmh: { valid: { value: 3, time } } } }],
    ]);
    return message?.body ?? '';
  };

  const carEventOf = (seq: number) =>
    JSON.stringify({
      log: 1,
      seq,
      type: 'connected',
      time: means.now,
      data: {
        session: '0'.repeat(32),
        counter: 0,
        clock: means.now,
        firmware: '1',
        status: { locked: true },
      },
    });
  const commanded: Exercise = async () => {
    const vin = means.newVin();
    const name = 'vehicles-consumer';
    await means.hand(
      name,
      means.command(register, { vin, model: 'E', certificateRequest: means.certificateRequest }),
      garbage(vehiclesCommands.name),
    );
    await means.hand(name, { topic: carsEvents.name, key: vin, value: carEventOf(1) });
    await means.hand(name, means.command(sendCommand, { vin, action: 'unlock' }));
  };
  /** An operation before has not left yet: its record is read. */
  const vehicleAfterAnother: Exercise = async () => {
    const vin = means.newVin();
    await means.leaveBehind('vehicles-consumer', `car/${vin}`, [toTopic(vehiclesEvents.name)]);
    await means.hand('vehicles-consumer', means.command(sendCommand, { vin, action: 'unlock' }));
  };
  const toCar = (topic: string): Delivery => ({ to: 'car', topic, payload: 'nothing' });
  const asking = () => ({
    id: means.newId('ask'),
    operation: 'op',
    request: { vin: means.newVin(), certificateRequest: means.certificateRequest },
  });
  const port = (): Delivery => ({ to: 'port', port: 'provisioning', body: JSON.stringify(asking()) });
  const provisioned: Exercise = async () => {
    const asked = asking();
    await means.handMessage('vehicles-provisioning', asked);
    await means.handMessage('vehicles-provisioning', asked);
  };

  const signedUpRider: Exercise = async () => {
    const riderId = means.newId('rider');
    await means.hand(
      'riders-consumer',
      means.command(signUp, { riderId, profile: SEALED }),
      garbage(ridersCommands.name),
    );
  };
  const riderAfterAnother: Exercise = async () => {
    const riderId = means.newId('rider');
    await means.leaveBehind('riders-consumer', `rider/${riderId}`, [toTopic(ridersEvents.name)]);
    await means.hand('riders-consumer', means.command(signUp, { riderId, profile: SEALED }));
  };

  const rented: Exercise = async () => {
    const vin = means.newVin();
    const riderId = means.newId('renter');
    const name = 'rentals-consumer';
    const time = means.now;
    await means.hand(
      name,
      means.event(signedUp, riderId, { riderId, profile: SEALED, time }),
      means.event(registered, vin, { vin, model: 'E', time }),
    );
    await means.hand(name, means.event(carParked, vin, { vin, time, position: POSITION, chargePercent: 80 }));
    const reserved = async (): Promise<string> => {
      const asked = means.command(reserve, { vin, riderId });
      await means.hand(name, asked);
      const outcome = (await means.store(name).operation(asked.id))?.outcome;
      const { rentalId } = (outcome?.kind === 'accepted' ? outcome.result : {}) as { rentalId?: string };
      if (rentalId === undefined) throw new Error(`no rental came about: ${JSON.stringify(outcome)}`);
      return rentalId;
    };
    await means.hand(name, means.command(cancel, { vin, riderId, rentalId: await reserved() }));
    await means.hand(name, means.command(unlock, { vin, riderId, rentalId: await reserved() }));
    await means.hand(name, garbage(rentalsCommands.name));
  };
  const rentalAfterAnother: Exercise = async () => {
    const riderId = means.newId('renter');
    await means.leaveBehind('rentals-consumer', `rider/${riderId}`, [toTopic(rentalsEvents.name)]);
    const time = means.now;
    await means.hand('rentals-consumer', means.event(signedUp, riderId, { riderId, profile: SEALED, time }));
    await means.hand(
      'rentals-consumer',
      means.event(blocked, riderId, { riderId, reason: 'r', operator: 'o', time }),
    );
  };

  const consumed = [
    carsTelemetry,
    carsEvents,
    vehiclesCommands,
    vehiclesEvents,
    telemetryEvents,
    ridersCommands,
    ridersEvents,
    rentalsCommands,
  ];
  const redriven: Exercise = async () => {
    const key = means.newId('letter');
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const letter = (topic: string, of: string): string =>
      JSON.stringify({
        reason: 'UNDECODABLE',
        detail: 'test',
        consumer: 'test',
        time: means.now,
        source: { topic, partition: 0, offset: '1', timestamp: 1 },
        key: base64(of),
        value: base64(OF_NO_CONCERN),
        headers: [],
      });
    for (const { name } of consumed)
      await means.write({ topic: deadLetters.name, key, value: letter(name, key) });
    for (const { name: topic } of [deadLetters, lambdaDeadLetters])
      await means.write({
        topic,
        key: 'kept',
        value: topic === deadLetters.name ? letter(ridersEvents.name, 'kept') : '{}',
      });
    const { sent } = (await means.invoke('platform-redrive', { key })) as { sent: number };
    if (sent !== consumed.length) throw new Error(`${sent} letters were redriven, not ${consumed.length}`);
  };

  // --- the services' own roles

  const iot = cloud.part(Iot);
  const succeeded = (): number => iot.rules().reduce((sum, rule) => sum + rule.succeeded, 0);
  const failed = (): number => iot.rules().reduce((sum, rule) => sum + rule.failed, 0);
  const telemetryRule = world.platform.connection?.telemetryRule ?? '';
  const publish = (): void =>
    iot.publish({
      topic: `$aws/rules/${telemetryRule}/cars/${means.newVin()}/telemetry`,
      payload: Buffer.from(sample(0)),
      qos: 0,
    });
  const [car] = world.platform.cars;
  /** A car that comes into reach says so. */
  const carried: Exercise = async () => {
    const before = succeeded();
    const failures = failed();
    await world.car(car?.vin ?? '', 'online');
    await means.until('a rule has run', () => succeeded() > before || failed() > failures);
    await world.car(car?.vin ?? '', 'offline');
    if (failed() > failures) throw new Error('what a car said did not reach Kafka');
  };
  const destinations = iot.destinations.list().map(({ arn }) => arn);
  /** The way to the brokers is closed: the error action gets the message, and the log a line. */
  const uncarried: Exercise = async () => {
    const before = failed();
    for (const arn of destinations) iot.destinations.setStatus(arn, 'DISABLED');
    try {
      publish();
      await means.until('the rule has failed', () => failed() > before && iot.quiet);
    } finally {
      for (const arn of destinations) iot.destinations.setStatus(arn, 'ENABLED');
    }
  };
  const brokersFound: Exercise = async () => {
    const server = createServer((incoming, outgoing) => {
      let body = '';
      incoming.on('data', (chunk) => (body += String(chunk)));
      incoming.on('end', () => {
        status = (JSON.parse(body) as { Status: string }).Status;
        outgoing.end();
      });
    });
    let status = '';
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port: answers } = server.address() as AddressInfo;
    try {
      await means.invoke('platform-bootstrap-brokers', {
        RequestType: 'Update',
        ResponseURL: `http://127.0.0.1:${answers}/`,
        StackId: 's',
        RequestId: 'r',
        LogicalResourceId: 'l',
        ResourceProperties: { ClusterArn: cloud.part(Clusters).cluster?.arn },
      });
    } finally {
      server.close();
    }
    if (status !== 'SUCCESS') throw new Error(`the custom resource answered ${status}`);
  };
  /** What services look up when they make resources, looked up again. */
  const deployed: Exercise = async () => {
    const unmet = cloud.part(RoleRequirements).unmet();
    if (unmet.length > 0) throw new Error(await Promise.resolve(unmet.join('\n')));
  };
  const nextMinute: Exercise = async () => await world.advance(60);

  const known = means.newId('known');
  return {
    'telemetry-fold': [folded, tooOld('telemetry-fold'), deployed],
    'telemetry-deferred': [
      async () => await means.handMessage('telemetry-deferred', deferral()),
      queued('telemetry-deferred', deferral),
    ],
    'telemetry-http': [
      async () => await request('operator', 'o', 'GET', `/v1/vehicles/${means.newVin()}/twin`),
    ],
    'vehicles-consumer': [commanded, tooOld('vehicles-consumer'), vehicleAfterAnother, deployed],
    'vehicles-http': [
      async () => {
        await request('operator', 'o', 'GET', `/v1/vehicles/${means.newVin()}`);
        await request('operator', 'o', 'POST', '/v1/vehicles', { vin: means.newVin(), model: 'E' });
      },
      deployed,
    ],
    'vehicles-agenda': [
      async () => {
        const vin = means.newVin();
        const body = JSON.stringify(vehicleTimer(0));
        await swept('vehicles-agenda', `car/${vin}`, [
          toTopic(vehiclesEvents.name),
          { to: 'timer', at: means.now, body },
          port(),
          toCar(`cars/${vin}/commands`),
          toCar(`cars/${vin}/receipts`),
        ]);
        await means.handMessage('vehicles-agenda', vehicleTimer(-1000));
      },
      queued('vehicles-agenda', () => vehicleTimer(-1000)),
      fails('vehicles-agenda'),
      deployed,
    ],
    'vehicles-provisioning': [provisioned, queued('vehicles-provisioning', asking), deployed],
    'riders-consumer': [signedUpRider, tooOld('riders-consumer'), riderAfterAnother, deployed],
    'riders-http': [
      async () => {
        const profile = { name: 'N', email: 'n@example.org' };
        for (const riderId of [means.newId('rider'), known])
          await request('rider', riderId, 'PUT', '/v1/riders/me', profile);
        await request('rider', known, 'PUT', '/v1/riders/me', profile);
        await request('rider', known, 'GET', '/v1/riders/me');
      },
      deployed,
    ],
    'riders-agenda': [
      async () => await swept('riders-agenda', `rider/${means.newId('rider')}`, [toTopic(ridersEvents.name)]),
      fails('riders-agenda'),
      deployed,
    ],
    'rentals-consumer': [rented, tooOld('rentals-consumer'), rentalAfterAnother, deployed],
    'rentals-http': [
      async () => {
        await request('rider', known, 'GET', '/v1/cars?near=42.53,1.56');
        await request('rider', known, 'GET', '/v1/rentals/rnt_00000000000000000000000001');
        await request('rider', known, 'POST', '/v1/rentals', { vin: means.newVin() });
      },
      deployed,
    ],
    'rentals-agenda': [
      async () => {
        const aggregate = `car/${means.newVin()}`;
        const due = {
          aggregate,
          timer: 'secure',
          at: instant(cloud.clock.now() - 1000),
          body: JSON.stringify(rentalTimer(0)),
        };
        await swept(
          'rentals-agenda',
          aggregate,
          [toTopic(rentalsEvents.name), toTopic(vehiclesCommands.name)],
          [due],
        );
        await means.handMessage('rentals-agenda', rentalTimer(-1000));
      },
      queued('rentals-agenda', () => rentalTimer(-1000)),
      fails('rentals-agenda'),
      deployed,
    ],
    'platform-http': [async () => await request('operator', 'o', 'GET', '/health')],
    'platform-redrive': [redriven, fails('platform-redrive'), deployed],
    'platform-token-scopes': [async () => void (await world.client.token('rider', means.newId('token')))],
    'platform-bootstrap-brokers': [brokersFound],
    EveryMinute: [nextMinute],
    SecretReader: [carried],
    DeadLetterWriter: [uncarried],
    LogWriter: [uncarried],
    KafkaRole: [deployed],
  };
}
