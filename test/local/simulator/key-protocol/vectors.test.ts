import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Step, VectorFile } from '../../../../docs/generator/key-protocol/vector-format.ts';
import type { Car } from '../../../../local/simulator/car/car.ts';
import { sendDriverAway } from '../../../../local/simulator/motion/driver.ts';
import type { CarEvent } from '../../../../shared/contracts/car/car.ts';
import { type CarOnTheBench, recorded } from '../car/car-on-the-bench.ts';
import { boot, put } from './vector-car.ts';

/** The simulated car against the committed vectors: those that come by MQTT. */
const file = new URL('../../../../docs/key-protocol/vectors.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as VectorFile;

/** Lets a step happen; says what the car recorded of it, and how it was before. */
function take(bench: CarOnTheBench, step: Step): { before: Car; events: CarEvent[] } {
  if (step.clock !== undefined) bench.now = Date.parse(step.clock);
  if (step.reboot !== undefined) {
    bench.give({ type: 'reboot' });
    bench.car = { ...bench.car, session: step.reboot };
  }
  if (step.body !== undefined) put(bench, step.body);
  const before = bench.car;
  const type = step.topic === 'commands' ? 'command' : 'trust';
  const events = recorded(bench.give({ type, bytes: Buffer.from(step.message, 'latin1') }));
  bench.car = sendDriverAway(bench.car);
  return { before, events };
}

/** What must be true of the body: what the answer says of it, what the action does besides, and else what was before. */
function bodyAfter(before: Car, { executes, answer }: Step): Partial<Car> {
  const { locked, startEnabled, doorsClosed, trunkOpen, idling, motion } = before;
  const same = {
    locked,
    startEnabled,
    doorsClosed,
    trunkOpen,
    idling,
    motion: { kind: motion.kind } as Car['motion'],
  };
  if (executes === undefined) return same;
  const status = answer.type === 'command-result' ? answer.data.status : {};
  return {
    ...same,
    locked: status.locked ?? locked,
    startEnabled: status.startEnabled ?? startEnabled,
    ...(executes === 'open-trunk' ? { trunkOpen: true } : {}),
    ...(executes === 'find' ? { signalsUntil: expect.any(Number) as number } : {}),
  };
}

const membersOf = (event: Pick<CarEvent, 'data' | 'traceparent'> | undefined): unknown => [
  Object.keys(event?.data ?? {}).toSorted(),
  event?.traceparent,
];

const ofMqtt = vectors.filter(({ section }) => section === 5 || section === 8);

it('there are many vectors, each with a name of its own', () => {
  expect(ofMqtt.length).toBeGreaterThan(150);
  expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length);
});

describe('the simulated car answers as the vectors say', () => {
  it.each(ofMqtt.map((vector) => [`section ${vector.section}: ${vector.name}`, vector] as const))(
    '%s',
    (_, vector) => {
      const bench = boot(vector);
      for (const step of vector.steps) {
        const { before, events } = take(bench, step);
        expect(events).toMatchObject([step.answer]);
        expect(membersOf(events[0])).toEqual(membersOf(step.answer));
        expect(bench.car).toMatchObject(bodyAfter(before, step));
      }
    },
  );
});
