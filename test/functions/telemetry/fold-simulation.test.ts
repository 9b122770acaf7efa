import {
  type Arbitrary,
  array,
  assert,
  asyncProperty,
  boolean,
  constantFrom,
  integer,
  record as shape,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { twins } from '../../../functions/telemetry/domain.ts';
import { foldReadings } from '../../../functions/telemetry/fold.ts';
import type { Twin } from '../../../functions/telemetry/twin.ts';
import type { KafkaRecord } from '../../../shared/runtime/kafka/records.ts';
import {
  type Durables,
  deliverDeferred,
  durables,
  environment,
  OTHER_VIN,
  record,
  START,
  sample,
  VIN,
} from './fold-under-test.ts';

/** Functions die between any two steps, partitions change hands, what was put off comes when it likes: nothing is lost. */

const vins = [VIN, OTHER_VIN] as const;

const reading = shape({
  vin: constantFrom(...vins),
  engineOn: boolean(),
  chargePercent: constantFrom(10, 14, 16, 80, -1),
  speedKmh: integer({ min: 0, max: 9 }),
});
const step = shape({
  environment: constantFrom('a', 'b'),
  size: integer({ min: 1, max: 4 }),
  /** The function dies at this call to the outside, if it makes so many. */
  diesAt: constantFrom(1, 2, 3, 4, 99, 99, 99),
  /** Or one car's writes fail. */
  failing: constantFrom(undefined, undefined, ...vins),
  deferredComes: boolean(),
  seconds: constantFrom(1, 10, 61),
});

/** What folding the log in one go says. */
function expected(log: readonly KafkaRecord[]): { twins: Map<string, Twin>; heard: Set<string> } {
  const whole = new Map<string, Twin>();
  const heard = new Set<string>();
  for (const each of log) {
    const vin = String(each.key);
    const { readings } = twins.readingsIn(each.value, START + 1e9);
    const { item, events } = foldReadings(vin, whole.get(vin), readings);
    whole.set(vin, item);
    for (const { event, time } of events) heard.add(`${event.type} ${vin} ${time}`);
  }
  return { twins: whole, heard };
}

type Step = typeof step extends Arbitrary<infer Value> ? Value : never;

/** One delivery of the event source: a batch from the first record that is not handled. Returns what is handled then. */
async function deliver(
  durable: Durables,
  running: Map<string, ReturnType<typeof environment>>,
  clock: { now: number },
  log: readonly KafkaRecord[],
  from: number,
  { environment: name, size, diesAt, failing }: Omit<Step, 'deferredComes' | 'seconds'>,
): Promise<number> {
  const live = running.get(name) ?? environment(durable, clock);
  running.set(name, live);
  let calls = 0;
  durable.failing((call) => {
    calls += 1;
    return calls >= diesAt || (failing !== undefined && call === `write ${failing}`);
  });
  const batch = log.slice(from, from + size);
  try {
    const failed = await live.fold(batch);
    if (calls >= diesAt) throw new Error('died');
    return failed.length === 0 ? from + batch.length : Math.min(...failed.map(({ offset }) => offset));
  } catch {
    running.delete(name);
    return from;
  } finally {
    durable.failing(() => false);
  }
}

describe('whatever dies, and whoever has the partition', () => {
  it('every reading is in the twins at the end, and everything was heard that had to be', async () => {
    await assert(
      asyncProperty(
        array(reading, { minLength: 1, maxLength: 30 }),
        array(step, { maxLength: 40 }),
        async (readings, steps) => {
          const log = readings.map(({ vin, ...fields }, n) => record(vin, n, sample(n, fields)));
          const durable = durables();
          const clock = { now: START };
          const running = new Map<string, ReturnType<typeof environment>>();
          let handled = 0;
          for (const step of steps) {
            clock.now += step.seconds * 1000;
            handled = await deliver(durable, running, clock, log, handled, step);
            if (step.deferredComes) await deliverDeferred(durable, clock);
          }
          const calm = { environment: 'a', size: 4, diesAt: 99, failing: undefined } as const;
          while (handled < log.length) {
            handled = await deliver(durable, running, clock, log, handled, calm);
          }
          while (durable.queue.length > 0) await deliverDeferred(durable, clock);

          const truth = expected(log);
          const heard = durable.events.map(({ key, event, time }) => `${event.type} ${key} ${time}`);
          expect(new Set(heard)).toEqual(truth.heard);
          for (const [vin, twin] of truth.twins) expect(durable.stored(vin)?.item).toEqual(twin);
        },
      ),
      { numRuns: 300, seed: 20260131 },
    );
  });
});
