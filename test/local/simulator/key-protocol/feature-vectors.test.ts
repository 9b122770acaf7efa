import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FeatureStep, VectorFile } from '../../../../docs/generator/key-protocol/vector-format.ts';
import { sendDriverAway } from '../../../../local/simulator/motion/driver.ts';
import { type CarOnTheBench, recorded } from '../car/car-on-the-bench.ts';
import { boot, put } from './vector-car.ts';

/** The simulated car against the committed vectors: those about bought features. */
const file = new URL('../../../../docs/key-protocol/vectors.json', import.meta.url);
const { featureVectors } = JSON.parse(readFileSync(file, 'utf8')) as VectorFile;

function take(bench: CarOnTheBench, step: FeatureStep): void {
  if (step.clock !== undefined) bench.now = Date.parse(step.clock);
  const before = bench.effects.length;
  if (step.reboot !== undefined) {
    bench.give({ type: 'reboot' });
    bench.car = { ...bench.car, session: step.reboot };
  }
  const settled = recorded(bench.effects.slice(before));
  const { length } = bench.effects;
  if (step.body !== undefined) put(bench, step.body);
  const asked = step.message === undefined ? ({ type: 'time' } as const) : trust(step.message);
  const ended = recorded(bench.effects.slice(length)).filter(({ type }) => type === 'entitlement-ended');
  const events = [...settled, ...ended, ...recorded(bench.give(asked))];
  expect(events).toMatchObject(step.answers);
  const membersOf = (all: readonly { readonly data: object }[]) =>
    all.map(({ data }) => Object.keys(data).toSorted());
  expect(membersOf(events)).toEqual(membersOf(step.answers));
  expect(bench.car.entitlements.active.map(({ feature }) => feature)).toEqual(step.active);
  bench.car = sendDriverAway(bench.car);
}

const trust = (text: string) => ({ type: 'trust', bytes: Buffer.from(text, 'latin1') }) as const;

it('there are many vectors about features, each with a name of its own', () => {
  expect(featureVectors.length).toBeGreaterThan(50);
  expect(new Set(featureVectors.map(({ name }) => name)).size).toBe(featureVectors.length);
});

describe('the simulated car has features as the vectors say', () => {
  it.each(featureVectors.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
    const bench = boot(vector);
    bench.car = { ...bench.car, features: vector.car.features };
    for (const step of vector.steps) take(bench, step);
    expect(bench.car.vin).toBe(vector.car.vin);
  });
});
