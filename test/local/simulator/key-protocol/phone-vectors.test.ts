import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type {
  PhoneStep,
  TrustStep,
  VectorFile,
} from '../../../../docs/generator/key-protocol/vector-format.ts';
import { answerPhone } from '../../../../local/simulator/key-protocol/answer-phone.ts';
import { sendDriverAway } from '../../../../local/simulator/motion/driver.ts';
import { CHALLENGE_SECONDS } from '../../../../shared/contracts/car/grant-exchange.ts';
import { type CarOnTheBench, recorded } from '../car/car-on-the-bench.ts';
import { boot, put } from './vector-car.ts';

/** The simulated car against the committed vectors: those about phones and revoked grants. */
const file = new URL('../../../../docs/key-protocol/vectors.json', import.meta.url);
const { phoneVectors } = JSON.parse(readFileSync(file, 'utf8')) as VectorFile;

function take(bench: CarOnTheBench, step: PhoneStep | TrustStep): void {
  if (step.clock !== undefined) bench.now = Date.parse(step.clock);
  if (step.reboot !== undefined) {
    bench.give({ type: 'reboot' });
    bench.car = { ...bench.car, session: step.reboot };
  }
  if (step.body !== undefined) put(bench, step.body);
  const before = bench.car;
  const events = 'frame' in step ? ask(bench, step) : list(bench, step);
  expect(events).toHaveLength(step.answer === undefined ? 0 : 1);
  const [answer] = events;
  if (step.answer !== undefined) {
    expect(answer).toMatchObject({ type: step.answer.type, data: step.answer.data });
    expect(Object.keys(answer?.data ?? {}).toSorted()).toEqual(Object.keys(step.answer.data).toSorted());
  }
  if (step.executes === undefined) {
    const { locked, startEnabled, doorsClosed, trunkOpen, idling } = before;
    expect(bench.car).toMatchObject({ locked, startEnabled, doorsClosed, trunkOpen, idling });
    expect(bench.car.signalsUntil).toBe(before.signalsUntil);
  }
  if (step.executes === 'open-trunk') expect(bench.car.trunkOpen).toBe(true);
  if (step.executes === 'find') expect(bench.car.signalsUntil).toBeGreaterThan(bench.now);
  bench.car = sendDriverAway(bench.car);
}

function list(bench: CarOnTheBench, { message }: TrustStep) {
  return recorded(bench.give({ type: 'trust', bytes: Buffer.from(message, 'latin1') }));
}

function ask(bench: CarOnTheBench, { stream, frame, reply }: PhoneStep) {
  const { challenge, drawn } = stream;
  const before = bench.effects.length;
  const answer = answerPhone(
    {
      get current() {
        return bench.car;
      },
      now: () => bench.now,
      give: (input) => void bench.give(input),
    },
    frame,
    { text: challenge, until: Date.parse(drawn) + CHALLENGE_SECONDS * 1000 },
  );
  if (reply.type === 'refused') {
    expect(answer).toEqual({ refused: reply.fault });
  } else {
    expect(answer).toMatchObject({ result: reply.payload });
    const said = 'result' in answer ? answer.result : {};
    expect(Object.keys(said).toSorted()).toEqual(Object.keys(reply.payload).toSorted());
  }
  return recorded(bench.effects.slice(before));
}

it('there are many vectors about phones, each with a name of its own', () => {
  expect(phoneVectors.length).toBeGreaterThan(60);
  expect(new Set(phoneVectors.map(({ name }) => name)).size).toBe(phoneVectors.length);
});

describe('the simulated car answers phones as the vectors say', () => {
  it.each(phoneVectors.map((vector) => [`section ${vector.section}: ${vector.name}`, vector] as const))(
    '%s',
    (_, vector) => {
      const bench = boot(vector);
      for (const step of vector.steps) take(bench, step);
      expect(bench.car.vin).toBe(vector.car.vin);
    },
  );
});
