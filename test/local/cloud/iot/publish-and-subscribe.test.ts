import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closed, type IotCloud, inbox, openIotCloud, until } from './iot-cloud.ts';

let local: IotCloud;
beforeEach(async () => {
  local = await openIotCloud();
});
afterEach(async () => await local.stop());

async function observer(name = 'observer') {
  return await local.connect(name, await local.register(undefined, 'open'));
}

describe('a publish', () => {
  it('reaches who subscribed and may receive', async () => {
    const car = await local.connect('CAR1', await local.register('CAR1', 'car'));
    const watching = await observer();
    const received = inbox(watching);
    await watching.subscribeAsync('cars/+/events', { qos: 1 });
    await car.publishAsync('cars/CAR1/events', 'hello', { qos: 1 });
    await until(() => received.length > 0, 'the event arrives');
    expect(received).toEqual([{ topic: 'cars/CAR1/events', text: 'hello', qos: 1, retain: false }]);
  });

  it.each([
    ['on the topic of another car', 'cars/CAR2/events', 'x', {}],
    ['with a wildcard that only means something to subscribers', 'cars/CAR1/eventsx', 'x', {}],
    ['on a reserved topic', '$aws/things/CAR1/shadow/update', 'x', {}],
    ['with more than 128 KB', 'cars/CAR1/events', 'x'.repeat(128 * 1024 + 1), {}],
    ['with QoS 2', 'cars/CAR1/events', 'x', { qos: 2 }],
    ['retained by Basic Ingest', '$aws/rules/r/cars/CAR1/t', 'x', { retain: true }],
    ['on a topic with eight slashes', `$aws/rules/r/cars/CAR1${'/a'.repeat(7)}`, 'x', {}],
  ] as const)('[6] %s ends the connection and arrives nowhere', async (_, topic, payload, options) => {
    const car = await local.connect('CAR1', await local.register('CAR1', 'car'));
    const watching = await observer();
    const received = inbox(watching);
    await watching.subscribeAsync('#');
    car.publish(topic, payload, { ...options });
    await closed(car);
    await watching.publishAsync('marker', '', { qos: 1 });
    await until(() => received.length > 0, 'the marker arrives');
    expect(received.map(({ topic }) => topic)).toEqual(['marker']);
  });

  it('is counted at the permission of the policy that allowed it', async () => {
    const car = await local.connect('CAR1', await local.register('CAR1', 'car'));
    await car.publishAsync('cars/CAR1/events', 'hello', { qos: 1 });
    const used = local.cloud.usedPermissions.of('thing policy car').filter(({ alone }) => alone > 0);
    expect(used.map(({ action, resource }) => [action, resource.split(':').slice(5).join(':')])).toEqual([
      ['iot:Connect', 'client/${iot:Connection.Thing.ThingName}'],
      ['iot:Publish', 'topic/cars/${iot:Connection.Thing.ThingName}/events'],
    ]);
  });

  it('[6] takes exactly 128 KB', async () => {
    const car = await local.connect('CAR1', await local.register('CAR1', 'car'));
    await car.publishAsync('cars/CAR1/events', 'x'.repeat(128 * 1024), { qos: 1 });
    expect(car.connected).toBe(true);
  });

  it('[6] beyond 100 a second is dropped without a PUBACK; the connection stays', async () => {
    const car = await local.connect('CAR1', await local.register('CAR1', 'car'));
    const watching = await observer();
    const received = inbox(watching);
    await watching.subscribeAsync('cars/+/events', { qos: 0 });
    let acknowledged = 0;
    for (let i = 0; i < 300; i++) {
      car.publish('cars/CAR1/events', String(i), { qos: 1 }, (error) => (acknowledged += error ? 0 : 1));
    }
    const connection = () => local.iot.connections().find(({ clientId }) => clientId === 'CAR1');
    await until(() => (connection()?.published ?? 0) + (connection()?.dropped ?? 0) === 300, 'all were seen');
    const published = connection()?.published ?? 0;
    // A machine that takes long for the burst earns more than the first hundred.
    expect(published).toBeGreaterThanOrEqual(100);
    expect(connection()?.dropped).toBeGreaterThan(0);
    await until(
      () => acknowledged === published && received.length === published,
      'the accepted ones arrive',
    );
    expect(car.connected).toBe(true);
    expect(local.cloud.journal.counters()['iot.publish.throttled']).toBe(300 - published);
  });

  it('that is retained waits for subscribers to its very topic, not to wildcards', async () => {
    const first = await observer();
    await first.publishAsync('notices/a', 'kept', { qos: 1, retain: true });
    const second = await observer('second');
    const received = inbox(second);
    await second.subscribeAsync('notices/+');
    await second.subscribeAsync('notices/a');
    await until(() => received.length > 0, 'the retained message arrives');
    await second.publishAsync('notices/b', 'live');
    await until(() => received.length > 1, 'the live message arrives');
    expect(received.map(({ text, retain }) => ({ text, retain }))).toEqual([
      { text: 'kept', retain: true },
      { text: 'live', retain: false },
    ]);
  });

  it('without a DISCONNECT leaves the will; with one it does not', async () => {
    const watching = await observer();
    const received = inbox(watching);
    await watching.subscribeAsync('wills/#');
    const credentials = await local.register(undefined, 'open');
    const will = (topic: string) => ({
      will: { topic, payload: Buffer.from('gone'), qos: 0 as const, retain: false },
    });
    const polite = await local.connect('polite', credentials, will('wills/polite'));
    await polite.endAsync();
    const cut = await local.connect('cut', credentials, will('wills/cut'));
    cut.stream.destroy();
    await until(() => received.length > 0, 'the will arrives');
    expect(received.map(({ topic }) => topic)).toEqual(['wills/cut']);
  });
});

describe('a subscription', () => {
  it.each([
    ['to the topics of another car', 'cars/CAR2/commands', 1],
    ['to a wildcard that the policy does not have', 'cars/+/commands', 1],
    ['with QoS 2', 'cars/CAR1/commands', 2],
    ['to Basic Ingest', '$aws/rules/r/#', 0],
  ] as const)('%s ends the connection', async (_, filter, qos) => {
    const car = await local.connect('CAR1', await local.register('CAR1', 'car'));
    const granted: unknown[] = [];
    car.subscribe(filter, { qos }, (error, grants) =>
      granted.push(...(error === null ? (grants ?? []) : [])),
    );
    await closed(car);
    expect(granted).toEqual([]);
  });

  it('to Basic Ingest ends the connection of somebody who may do everything too', async () => {
    const watching = await observer();
    watching.subscribe('$aws/rules/#', () => undefined);
    await closed(watching);
    expect(watching.connected).toBe(false);
  });

  it('gives nothing that iot:Receive does not allow', async () => {
    const car = await local.connect('CAR1', await local.register('CAR1', 'car'));
    const received = inbox(car);
    await car.subscribeAsync('cars/CAR1/#');
    local.iot.publish({ topic: 'cars/CAR1/receipts', payload: Buffer.from('no'), qos: 0 });
    local.iot.publish({ topic: 'cars/CAR1/commands', payload: Buffer.from('yes'), qos: 0 });
    await until(() => received.length > 0, 'the command arrives');
    expect(received.map(({ text }) => text)).toEqual(['yes']);
  });

  it('to a/# does not give a, as AWS IoT differs from MQTT', async () => {
    const watching = await observer();
    const received = inbox(watching);
    await watching.subscribeAsync('a/#');
    for (const topic of ['a', 'a/', 'a/b/c']) await watching.publishAsync(topic, '', { qos: 1 });
    await until(() => received.length === 2, 'two arrive');
    expect(received.map(({ topic }) => topic)).toEqual(['a/', 'a/b/c']);
  });

  it('may have 8 filters a request and 50 a connection, not more', async () => {
    const filters = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `t/${from + i}`);
    const nine = await observer('nine');
    nine.subscribe(filters(9), () => undefined);
    await closed(nine);
    const many = await observer('many');
    for (let from = 0; from < 48; from += 8) await many.subscribeAsync(filters(8, from));
    await many.subscribeAsync(filters(2, 48));
    await many.unsubscribeAsync('t/0');
    await many.subscribeAsync('t/50');
    expect(many.connected).toBe(true);
    many.subscribe('t/51', () => undefined);
    await closed(many);
  });
});

describe('a persistent session', () => {
  it('[7] keeps QoS 1 messages for an hour of platform time', async () => {
    const credentials = await local.register(undefined, 'open');
    const options = { clean: false };
    const first = await local.connect('p', credentials, options);
    await first.subscribeAsync('kept', { qos: 1 });
    await first.endAsync();
    await until(() => local.iot.connections().length === 0, 'it is gone');
    local.iot.publish({ topic: 'kept', payload: Buffer.from('one'), qos: 1 });
    await local.cloud.clock.advance(59 * 60_000);
    const received: string[] = [];
    const onMessage = (text: string) => void received.push(text);
    const second = await local.connect('p', credentials, { ...options, onMessage });
    await until(() => received.length > 0, 'the kept message arrives');
    expect(received).toEqual(['one']);
    await second.endAsync();
    await until(() => local.iot.connections().length === 0, 'it is gone again');
    local.iot.publish({ topic: 'kept', payload: Buffer.from('two'), qos: 1 });
    await local.cloud.clock.advance(61 * 60_000);
    const third = await local.connect('p', credentials, { ...options, onMessage });
    await third.subscribeAsync('marker');
    await third.publishAsync('marker', 'marker', { qos: 1 });
    await until(() => received.length > 1, 'the marker arrives');
    expect(received).toEqual(['one', 'marker']);
  });
});

describe('presence', () => {
  it('tells of connections and of why they ended', async () => {
    const watching = await observer();
    const received = inbox(watching);
    await watching.subscribeAsync('$aws/events/presence/#');
    const car = await local.register('CAR1', 'car');
    const first = await local.connect('CAR1', car);
    await first.endAsync();
    const second = await local.connect('CAR1', car);
    second.publish('cars/CAR2/events', 'x');
    await closed(second);
    const third = await local.connect('CAR1', car);
    await local.connect('CAR1', car);
    await closed(third);
    await until(() => received.length >= 7, 'the events arrive');
    const events = received.map(({ text }) => JSON.parse(text) as Record<string, unknown>);
    expect(
      events.filter(({ eventType }) => eventType === 'connected').map(({ versionNumber }) => versionNumber),
    ).toEqual([0, 1, 2, 3]);
    const ended = events.filter(({ eventType }) => eventType === 'disconnected');
    expect(ended.map(({ disconnectReason }) => disconnectReason)).toEqual([
      'CLIENT_INITIATED_DISCONNECT',
      'AUTH_ERROR',
      'DUPLICATE_CLIENTID',
    ]);
    expect(ended[0]).toMatchObject({
      clientId: 'CAR1',
      clientInitiatedDisconnect: true,
      principalIdentifier: car.certificateId,
      versionNumber: 0,
    });
    expect(received[0]?.topic).toBe('$aws/events/presence/connected/CAR1');
  });
});
