import { describe, expect, it } from 'vitest';
import { type LaneRecord, RecordLane } from '../../../../local/cloud/iot/kafka/record-lane.ts';

function record(text: string): LaneRecord {
  return { key: null, value: Buffer.from(text), headers: {}, partition: undefined };
}

const push = (lane: RecordLane, text: string): Promise<Error | undefined> =>
  new Promise((resolve) => lane.push(record(text), resolve));

describe('a lane', () => {
  it('sends what is at hand together, and what comes meanwhile with the next send', async () => {
    const sends: string[][] = [];
    let release: (() => void) | undefined;
    const lane = new RecordLane(async (records) => {
      sends.push(records.map(({ value }) => value.toString()));
      await new Promise<void>((resolve) => (release = resolve));
    });
    const first = Promise.all([push(lane, 'a'), push(lane, 'b')]);
    await expect.poll(() => sends.length).toBe(1);
    const second = Promise.all([push(lane, 'c'), push(lane, 'd')]);
    release?.();
    expect(await first).toEqual([undefined, undefined]);
    await expect.poll(() => sends.length).toBe(2);
    release?.();
    await second;
    expect(sends).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('cuts sends at 2,000 records and at 900 KB', async () => {
    const sizes: number[] = [];
    const lane = new RecordLane(async (records) => void sizes.push(records.length));
    await Promise.all(Array.from({ length: 4500 }, async () => await push(lane, 'x')));
    expect(sizes).toEqual([2000, 2000, 500]);
    sizes.length = 0;
    await Promise.all(Array.from({ length: 3 }, async () => await push(lane, 'x'.repeat(400_000))));
    await push(lane, 'x'.repeat(1_000_000));
    expect(sizes).toEqual([2, 1, 1]);
  });

  it('tells each record of a failed send, and goes on', async () => {
    let fails = true;
    const lane = new RecordLane(async () => {
      await Promise.resolve();
      if (fails) throw new Error('no broker');
    });
    const results = await Promise.all([push(lane, 'a'), push(lane, 'b')]);
    expect(results.map((error) => error?.message)).toEqual(['no broker', 'no broker']);
    fails = false;
    expect(await push(lane, 'c')).toBeUndefined();
  });

  it('fails records when too many wait', async () => {
    const lane = new RecordLane(async () => await new Promise(() => undefined));
    for (let i = 0; i < 100_000; i++) lane.push(record(''), () => undefined);
    expect((await push(lane, 'one more'))?.message).toContain('100000 records wait');
  });
});
