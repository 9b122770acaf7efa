import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningCloud } from '../../../../../local/cloud/create-cloud.ts';
import { TopicEnds } from '../../../../../local/cloud/lambda/event-sources/kafka/topic-ends.ts';
import { type KafkaBench, openKafkaBench } from './a-kafka-source.ts';

let bench: KafkaBench;
let cloud: RunningCloud;
let ends: TopicEnds;

beforeAll(async () => {
  bench = await openKafkaBench();
  cloud = await bench.cloud();
  ends = cloud.part(TopicEnds);
});
afterAll(async () => {
  await cloud.stop();
  await bench.stop();
});

const sum = (offsets: ReadonlyMap<number, number>): number =>
  [...offsets.values()].reduce((all, offset) => all + offset, 0);

describe('the ends of topics', () => {
  it('are read for several topics at the same time, and are up to date', async () => {
    const [one, two] = [await bench.topic(3), await bench.topic()];
    await bench.send(two, [{ value: 'a' }]);
    const [ofOne, ofTwo] = await Promise.all([ends.of(one), ends.of(two)]);
    expect(Object.fromEntries(ofOne)).toEqual({ 0: 0, 1: 0, 2: 0 });
    expect(Object.fromEntries(ofTwo)).toEqual({ 0: 1 });

    await bench.send(one, [{ value: 'b' }, { value: 'c' }]);
    expect(sum(await ends.of(one))).toBe(2);
  });

  it('are unknown for a topic that does not exist, and known for the others', async () => {
    const there = await bench.topic();
    await expect(ends.of('nowhere')).rejects.toThrow('does not host this topic-partition');
    expect(Object.fromEntries(await ends.of(there))).toEqual({ 0: 0 });
  });
});
