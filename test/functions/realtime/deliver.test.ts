import { describe, expect, it } from 'vitest';
import { framesFor, type Wanting } from '../../../functions/realtime/deliver.ts';
import { pushFrames } from '../../../functions/realtime/frames.ts';
import { slotRanges } from '../../../functions/realtime/keys.ts';
import { FLEET, keptOf } from '../../../functions/realtime/streams.ts';
import type { Push } from '../../../shared/contracts/realtime/realtime.ts';

/** What a connection is sent, and where it lies. */

const push = (sequence: number, text = ''): Push => ({
  id: `psh_${String(sequence).padStart(26, '0')}`,
  sequence,
  time: '2026-01-31T09:30:00.000Z',
  event: 'rentals.started.v1',
  data: { text },
});

const wanting = (from: number, asked = false): Wanting => ({
  connection: {
    id: 'c',
    principal: 'rider/ana',
    connectedAt: '2026-01-31T09:00:00.000Z',
    sent: from,
    watchesUntil: undefined,
  },
  from,
  asked,
});

const contents = (frames: readonly string[]): unknown[] =>
  frames.map((frame) => JSON.parse(frame) as unknown);
const upTo = (from: number, to: number): Push[] =>
  Array.from({ length: to - from + 1 }, (_, n) => push(from + n));

describe('a connection', () => {
  it('is sent what it lacks, in order', () => {
    expect(contents(framesFor(wanting(5), upTo(4, 7), 7))).toEqual([
      { version: 1, type: 'pushes', pushes: [push(6), push(7)] },
    ]);
  });

  it('that lacks nothing is sent nothing, unless it asked', () => {
    expect(framesFor(wanting(7), [], 7)).toEqual([]);
    expect(contents(framesFor(wanting(7, true), [], 7))).toEqual([
      { version: 1, type: 'current', sequence: 7 },
    ]);
  });

  it('that asked is told when it has all', () => {
    expect(contents(framesFor(wanting(5, true), upTo(6, 7), 7))).toEqual([
      { version: 1, type: 'pushes', pushes: [push(6), push(7)] },
      { version: 1, type: 'current', sequence: 7 },
    ]);
  });

  it.each([
    ['some of it is not kept any more', 3, upTo(6, 9), 9],
    ['nothing of it is kept', 3, [], 9],
    ['it knows a sequence that there never was', 12, [], 9],
  ])('is told to read anew when %s', (_, from, history, last) => {
    expect(contents(framesFor(wanting(from, true), history, last))).toEqual([
      { version: 1, type: 'reset', sequence: last },
    ]);
  });
});

describe('frames', () => {
  it('have at most 32 KB, and all pushes once, in order', () => {
    const many = Array.from({ length: 100 }, (_, n) => push(n + 1, 'ü'.repeat(700)));
    const frames = pushFrames(many);
    expect(frames.length).toBeGreaterThan(4);
    for (const frame of frames) expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(32 * 1024);
    expect(contents(frames).flatMap((frame) => (frame as { pushes: Push[] }).pushes)).toEqual(many);
  });

  it('hold one that is too large alone', () => {
    const frames = pushFrames([push(1), push(2, 'x'.repeat(40_000)), push(3)]);
    expect(frames).toHaveLength(3);
  });
});

describe('the slots of a stream', () => {
  it.each([
    [1, 10],
    [195, 205],
    [399, 400],
    [1, 200],
    [150, 349],
  ])('hold %i to %i in at most two ranges, and each in one of them', (from, to) => {
    const ranges = slotRanges('rider/ana', from, to);
    expect(ranges.length).toBeLessThanOrEqual(2);
    for (let sequence = from; sequence <= to; sequence++) {
      const slot = `push#${String(sequence % keptOf('rider/ana')).padStart(4, '0')}`;
      expect(ranges.filter(([low, high]) => low <= slot && slot <= high)).toHaveLength(1);
    }
  });

  it('of the fleet have names that sort as their numbers do', () => {
    expect(slotRanges(FLEET, 1, keptOf(FLEET))).toEqual([['push#0000', 'push#0999']]);
  });
});
