import type { MqttClient } from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import { type IotCloud, inbox, openIotCloud, until } from './iot-cloud.ts';
import { destination, kafka, LOG_ACTION, LOG_ROLE, NETWORK_ROLE, rule } from './rule-resources.ts';

let local: IotCloud;
afterEach(async () => await local.stop());

async function openWith(rules: object): Promise<MqttClient> {
  local = await openIotCloud({
    NetworkRole: NETWORK_ROLE,
    LogRole: LOG_ROLE,
    Destination: destination(),
    ...rules,
  });
  return await local.connect('CAR1', await local.register('CAR1', 'open'));
}

const counters = (name: string) => local.iot.rules().find((info) => info.name === name);
const quiet = async () => await until(() => local.iot.quiet, 'the rules are quiet');
const logged = (source: string): string[] => {
  const texts: string[] = [];
  local.cloud.journal.follow((line) => line.source === source && texts.push(line.text))();
  return texts;
};

describe('a rule with a Kafka action', () => {
  it('sends the very bytes under a key and with headers from templates', async () => {
    const car = await openWith({
      Rule: rule('events', "SELECT * FROM 'cars/+/events'", [
        kafka({
          Key: '${topic(2)}',
          Partition: '${seq % 3}',
          Headers: [
            { Key: 'received', Value: '${timestamp()}' },
            { Key: 'client', Value: '${clientid()}' },
          ],
        }),
      ]),
    });
    await car.publishAsync('cars/CAR1/events', '{ "seq": 7 }', { qos: 1 });
    await until(() => local.records.length > 0, 'the record is sent');
    const [record] = local.records;
    expect(record).toMatchObject({
      topic: 'cars.events',
      key: 'CAR1',
      partition: 1,
      headers: { client: 'CAR1' },
    });
    expect(record?.value.toString()).toBe('{ "seq": 7 }');
    expect(record?.headers['received']).toMatch(/^\d{13}$/);
    await quiet();
    expect(counters('events')).toMatchObject({ matched: 1, succeeded: 1, failed: 0, sqlErrors: 0, lost: 0 });
  });

  it('[4] gets Basic Ingest messages without their prefix; no subscriber sees them; FROM does not matter', async () => {
    const car = await openWith({
      Rule: rule('telemetry', 'SELECT *', [kafka({ Topic: 'cars.telemetry', Key: '${topic(2)}' })]),
      Other: rule('all', "SELECT * FROM '#'", [kafka({ Topic: 'everything' })]),
    });
    const received = inbox(car);
    await car.subscribeAsync('#');
    await car.publishAsync('$aws/rules/telemetry/cars/CAR1/telemetry', Buffer.from([0, 1]), { qos: 1 });
    await car.publishAsync('$aws/rules/nobody/cars/CAR1/telemetry', 'x', { qos: 1 });
    await car.publishAsync('marker', 'm', { qos: 1 });
    await until(() => received.length > 0, 'the marker arrives');
    await until(() => local.records.length >= 2, 'records are sent');
    await quiet();
    expect(received.map(({ topic }) => topic)).toEqual(['marker']);
    expect(local.records.map(({ topic, key }) => [topic, key])).toEqual([
      ['cars.telemetry', 'CAR1'],
      ['everything', null],
    ]);
    expect(local.cloud.journal.counters()['iot.rule-not-found']).toBe(1);
  });

  it('[1] acknowledges the publish before the action has begun', async () => {
    const car = await openWith({ Rule: rule('events', "SELECT * FROM 'cars/+/events'", [kafka()]) });
    local.iot.pauseRules();
    await car.publishAsync('cars/CAR1/events', 'x', { qos: 1 });
    expect(local.records).toEqual([]);
    expect(local.iot.quiet).toBe(false);
    local.iot.resumeRules();
    await until(() => local.records.length === 1, 'the record is sent');
  });

  it('[1] acknowledges the publish though the action never ends, and goes on with the next', async () => {
    const car = await openWith({ Rule: rule('events', "SELECT * FROM 'cars/+/events'", [kafka()]) });
    const never = local.hold();
    for (const text of ['a', 'b']) await car.publishAsync('cars/CAR1/events', text, { qos: 1 });
    expect(local.records).toEqual([]);
    expect(counters('events')).toMatchObject({ matched: 2, succeeded: 0, failed: 0 });
    never.end();
    await until(() => local.records.length === 2, 'the records are sent');
  });

  it('keeps the order of a burst', async () => {
    const car = await openWith({ Rule: rule('events', "SELECT * FROM 'cars/+/events'", [kafka()]) });
    const expected = Array.from({ length: 90 }, (_, i) => String(i));
    await Promise.all(
      expected.map(async (text) => await car.publishAsync('cars/CAR1/events', text, { qos: 1 })),
    );
    await until(() => local.records.length === 90, 'all are sent');
    expect(local.records.map(({ value }) => value.toString())).toEqual(expected);
  });

  it('selects presence events', async () => {
    const car = await openWith({
      Rule: rule('presence', "SELECT clientId, eventType FROM '$aws/events/presence/+/#'", [
        kafka({ Topic: 'presence' }),
      ]),
    });
    await car.endAsync();
    await until(() => local.records.length === 2, 'both events are sent');
    expect(local.records.map(({ value }) => JSON.parse(value.toString()) as unknown)).toEqual([
      { clientId: 'CAR1', eventType: 'connected' },
      { clientId: 'CAR1', eventType: 'disconnected' },
    ]);
  });

  it('does nothing when it is disabled', async () => {
    const car = await openWith({
      Rule: rule('off', "SELECT * FROM 'cars/+/events'", [kafka()], { RuleDisabled: true }),
    });
    await car.publishAsync('cars/CAR1/events', 'x', { qos: 1 });
    await car.publishAsync('$aws/rules/off/cars/CAR1/events', 'x', { qos: 1 });
    await quiet();
    expect(local.records).toEqual([]);
    expect(counters('off')).toMatchObject({ matched: 0 });
  });
});

describe('what goes wrong in a rule', () => {
  it('[3] in the SQL: no action, no error action, a log line', async () => {
    const car = await openWith({
      Rule: rule('broken', "SELECT *, 1 AS one FROM 'cars/+/events'", [kafka()], { ErrorAction: LOG_ACTION }),
    });
    await car.publishAsync('cars/CAR1/events', 'no JSON', { qos: 1 });
    await until(() => counters('broken')?.sqlErrors === 1, 'the error is counted');
    await quiet();
    expect(local.records).toEqual([]);
    expect(logged('rule-errors')).toEqual([]);
    expect(logged('iot').some((text) => text.includes('rule broken') && text.includes('JSON object'))).toBe(
      true,
    );
  });

  it('[2][4] in actions: one message for the error action, of the form that AWS gives it', async () => {
    const car = await openWith({
      Rule: rule(
        'failing',
        "SELECT * FROM 'cars/+/events'",
        [kafka({ Key: '${alias}' }), kafka({ Topic: '${nothing}' })],
        {
          ErrorAction: LOG_ACTION,
        },
      ),
    });
    await car.publishAsync('cars/CAR1/events', '{"a":1}', { qos: 1 });
    await until(() => logged('rule-errors').length > 0, 'the error action ran');
    await quiet();
    expect(logged('rule-errors').map((text) => JSON.parse(text) as unknown)).toEqual([
      {
        ruleName: 'failing',
        topic: 'cars/CAR1/events',
        cloudwatchTraceId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        clientId: 'CAR1',
        base64OriginalPayload: Buffer.from('{"a":1}').toString('base64'),
        failures: [
          {
            failedAction: 'KafkaAction',
            failedResource: 'cars.events',
            errorMessage: 'Undefined result in the substitution template ${alias}',
          },
          {
            failedAction: 'KafkaAction',
            failedResource: '',
            errorMessage: 'Undefined result in the substitution template ${nothing}',
          },
        ],
      },
    ]);
    expect(counters('failing')).toMatchObject({ matched: 1, succeeded: 0, failed: 2, lost: 0 });
  });

  it('[2] without an error action: the message is lost and counted', async () => {
    const car = await openWith({ Rule: rule('losing', "SELECT * FROM 'cars/+/events'", [kafka()]) });
    const [{ arn } = { arn: '' }] = local.iot.destinations.list();
    local.iot.destinations.setStatus(arn, 'DISABLED');
    await car.publishAsync('cars/CAR1/events', 'x', { qos: 1 });
    await until(() => counters('losing')?.lost === 1, 'it is lost');
    expect(local.records).toEqual([]);
    expect(local.cloud.journal.counters()['iot.rule.losing.lost']).toBe(1);
    expect(logged('iot').some((text) => text.includes(`${arn} is DISABLED`))).toBe(true);
  });

  it('[2] in the error action too: the message is lost and counted', async () => {
    const forbidden = { CloudwatchLogs: { ...LOG_ACTION.CloudwatchLogs, LogGroupName: 'elsewhere' } };
    const car = await openWith({
      Rule: rule('losing', "SELECT * FROM 'cars/+/events'", [kafka({ Key: '${x}' })], {
        ErrorAction: forbidden,
      }),
    });
    await car.publishAsync('cars/CAR1/events', '{}', { qos: 1 });
    await until(() => counters('losing')?.lost === 1, 'it is lost');
    expect(logged('elsewhere')).toEqual([]);
  });
});

describe('a VPC destination', () => {
  it('[9] that is not enabled fails the action, until it is enabled again', async () => {
    const car = await openWith({
      Rule: rule('events', "SELECT * FROM 'cars/+/events'", [kafka()], { ErrorAction: LOG_ACTION }),
    });
    const [{ arn } = { arn: '' }] = local.iot.destinations.list();
    local.iot.destinations.setStatus(arn, 'DISABLED');
    await car.publishAsync('cars/CAR1/events', 'a', { qos: 1 });
    await until(() => logged('rule-errors').length > 0, 'the error action ran');
    expect(JSON.parse(logged('rule-errors')[0] ?? '')).toMatchObject({
      ruleName: 'events',
      failures: [
        { failedAction: 'KafkaAction', errorMessage: expect.stringContaining(`${arn} is DISABLED`) },
      ],
    });
    expect(local.records).toEqual([]);
    local.iot.destinations.setStatus(arn, 'ENABLED');
    await car.publishAsync('cars/CAR1/events', 'b', { qos: 1 });
    await until(() => local.records.length === 1, 'the record is sent');
    expect(counters('events')).toMatchObject({ matched: 2, succeeded: 1, failed: 1, lost: 0 });
  });

  it('[9] that the template disables fails the action too', async () => {
    const car = await openWith({
      Destination: destination({}, { Status: 'DISABLED' }),
      Rule: rule('events', "SELECT * FROM 'cars/+/events'", [kafka()]),
    });
    await car.publishAsync('cars/CAR1/events', 'a', { qos: 1 });
    await until(() => counters('events')?.lost === 1, 'it is lost');
    expect(local.records).toEqual([]);
  });
});

describe('faults', () => {
  // Three times as many stay below the 100 a second that a connection may publish.
  const MESSAGES = Array.from({ length: 30 }, (_, n) => String(n));

  it.each([
    ['[5] lose acknowledged records', 'lose-acknowledged-record', 0],
    ['[5] duplicate at the broker, for rules', 'duplicate-at-broker', 2],
    ['[5] run a rule twice for one message', 'duplicate-at-rule', 2],
  ] as const)(
    '%s, at a rate: the same ones with the same seed, others with another',
    async (_, fault, copies) => {
      const car = await openWith({ Rule: rule('events', "SELECT * FROM 'cars/+/events'", [kafka()]) });
      const run = async (seed: number): Promise<readonly number[]> => {
        local.records.length = 0;
        local.iot.faults.set(fault, { rate: 0.3, seed });
        const before = local.iot.faults.count(fault);
        for (const text of MESSAGES) await car.publishAsync('cars/CAR1/events', text, { qos: 1 });
        await quiet();
        const values = local.records.map(({ value }) => value.toString());
        const counts = MESSAGES.map((text) => values.filter((value) => value === text).length);
        expect(new Set(counts)).toEqual(new Set([1, copies]));
        expect(local.iot.faults.count(fault) - before).toBe(
          counts.filter((count) => count === copies).length,
        );
        return counts;
      };
      const first = await run(11);
      expect(await run(11)).toEqual(first);
      expect(await run(12)).not.toEqual(first);
      // The rule knows nothing of it: every action that ran succeeded.
      expect(counters('events')).toMatchObject({ failed: 0, lost: 0 });
    },
  );

  it('[5] strike as often as asked, and not when they are off', async () => {
    const car = await openWith({ Rule: rule('events', "SELECT * FROM 'cars/+/events'", [kafka()]) });
    const received = inbox(car);
    await car.subscribeAsync('cars/CAR1/events', { qos: 1 });
    const publish = async (text: string) => {
      await car.publishAsync('cars/CAR1/events', text, { qos: 1 });
      await quiet();
    };
    local.iot.faults.set('duplicate-at-broker', { rate: 1, seed: 1, times: 1 });
    await publish('0');
    await publish('1');
    local.iot.faults.set('duplicate-at-rule', { rate: 1, seed: 1 });
    local.iot.faults.clear();
    await publish('2');
    expect(local.records.map(({ value }) => value.toString())).toEqual(['0', '0', '1', '2']);
    // Subscribers, too, get twice what the broker takes for two messages.
    await until(() => received.length === 4, 'four arrive');
    expect(received.map(({ text }) => text)).toEqual(['0', '0', '1', '2']);
  });
});
