import { beforeEach, describe, expect, it } from 'vitest';
import { RuntimeFailure } from '../../../../shared/runtime/failure.ts';
import {
  type Burial,
  consume,
  type Handling,
  type Observed,
} from '../../../../shared/runtime/kafka/consume.ts';
import { failuresOf, type KafkaRecord } from '../../../../shared/runtime/kafka/records.ts';
import type { Incoming } from '../../../../shared/runtime/operations/messages.ts';
import type { Handled } from '../../../../shared/runtime/operations/operations.ts';

/** How a batch is worked through. What the order and the waiting are for is shown by the model. */

const decided: Handled = { kind: 'decided', outcome: { kind: 'accepted' } };

let handledOffsets: number[];
let buried: { offset: number; burial: Burial }[];
let waiting: number[];
let passed: number[];
let observed: Observed[];
let behaviour: (incoming: Incoming) => Promise<Handled>;

beforeEach(() => {
  [handledOffsets, buried, waiting, passed, observed] = [[], [], [], [], []];
  behaviour = async () => decided;
});

function record(offset: number, key: string, more: Partial<KafkaRecord> = {}): KafkaRecord {
  const headers: KafkaRecord['headers'] = [];
  return {
    topic: 'toy.commands',
    partition: 0,
    offset,
    timestamp: 0,
    key: Buffer.from(key),
    value: Buffer.from('{}'),
    headers,
    ...more,
  };
}

async function consumed(records: readonly KafkaRecord[], more: Partial<Handling> = {}): Promise<number[]> {
  const { unfinished, done } = consume(records, {
    decode: ({ offset, key, value }) => {
      if (value?.toString() === 'poison') return { kind: 'undecodable', detail: 'poison' };
      if (value?.toString() === 'other') return { kind: 'passed' };
      if (value === undefined) return { kind: 'discarded' };
      return { kind: 'message', incoming: { offset, origin: offset, key: key?.toString() } as Incoming };
    },
    handle: async (incoming) => {
      handledOffsets.push(incoming.offset);
      return await behaviour(incoming);
    },
    store: {
      wait: async (_key, origin) => {
        waiting.push(origin);
      },
      passed: async (_key, origin) => {
        passed.push(origin);
      },
    },
    over: () => false,
    bury: async ({ offset }, burial) => {
      buried.push({ offset, burial });
    },
    blocking: () => true,
    concurrency: 2,
    outOfTime: () => false,
    observe: (_record, what) => observed.push(what),
    ...more,
  });
  await done;
  return [...unfinished].map(({ offset }) => offset);
}

describe('a batch', () => {
  it('is handled key by key, each in order', async () => {
    expect(await consumed([record(1, 'a'), record(2, 'b'), record(3, 'a'), record(4, 'c')])).toEqual([]);
    expect(handledOffsets.indexOf(1)).toBeLessThan(handledOffsets.indexOf(3));
    expect(handledOffsets.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4]);
  });

  it('leaves a failed record undone, and the later ones of its key with it', async () => {
    behaviour = async ({ offset }) => {
      if (offset === 2) throw new Error('connection lost');
      return decided;
    };
    const records = [record(1, 'a'), record(2, 'a'), record(3, 'b'), record(4, 'a'), record(5, 'b')];
    expect(await consumed(records)).toEqual([2, 4]);
    expect(handledOffsets.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 5]);
    expect(observed.filter(({ kind }) => kind === 'failed')).toHaveLength(1);
  });

  it('keeps what it has no time for', async () => {
    let left = 2;
    const outOfTime = () => left-- <= 0;
    expect(
      await consumed([record(1, 'a'), record(2, 'b'), record(3, 'c'), record(4, 'a')], {
        outOfTime,
        concurrency: 1,
      }),
    ).toEqual([2, 3]);
  });

  it('is answered with every record that is left, as Lambda wants it', () => {
    expect(failuresOf([record(7, 'a'), record(9, 'a', { partition: 2 })])).toEqual({
      batchItemFailures: [
        { itemIdentifier: { partition: 'toy.commands-0', offset: 7 } },
        { itemIdentifier: { partition: 'toy.commands-2', offset: 9 } },
      ],
    });
  });

  it('goes on after what can never be decoded or decided, and has later ones of the key wait for it', async () => {
    behaviour = async ({ offset }) => {
      if (offset === 2) throw new RuntimeFailure('DOMAIN_FAILED', 'bug');
      return decided;
    };
    const poison = record(1, 'a', { value: Buffer.from('poison') });
    expect(await consumed([poison, record(2, 'b'), record(3, 'c')])).toEqual([]);
    expect(buried.toSorted((a, b) => a.offset - b.offset)).toEqual([
      { offset: 1, burial: { reason: 'UNDECODABLE', detail: 'poison' } },
      { offset: 2, burial: { reason: 'UNDECIDABLE', detail: 'bug' } },
    ]);
    expect(waiting.toSorted((a, b) => a - b)).toEqual([1, 2]);
  });

  it('has nothing wait on topics that go on', async () => {
    await consumed([record(1, 'a', { value: Buffer.from('poison') })], { blocking: () => false });
    expect(buried).toHaveLength(1);
    expect(waiting).toEqual([]);
  });

  it('buries what must wait', async () => {
    behaviour = async () => ({ kind: 'waits' });
    expect(await consumed([record(1, 'a')])).toEqual([]);
    expect(buried[0]?.burial.reason).toBe('WAITS_FOR_EARLIER');
    expect(waiting).toEqual([1]);
  });

  it('passes over other types, and lets go of what a redrive has brought or given up', async () => {
    const origin = (text: string) => ({ name: 'origin', value: Buffer.from(text) });
    const redriven = { name: 'redriven', value: Buffer.from('1') };
    await consumed([
      record(1, 'a', { value: Buffer.from('other') }),
      record(2, 'a', { value: Buffer.from('other'), headers: [redriven, origin('5')] }),
      record(3, 'a', { value: undefined, headers: [origin('6')] }),
    ]);
    expect(handledOffsets).toEqual([]);
    expect(passed).toEqual([5, 6]);
  });

  it('lets nothing wait once the invocation has been answered', async () => {
    const poison = record(1, 'a', { value: Buffer.from('poison') });
    expect(await consumed([poison], { over: () => true })).toEqual([1]);
    expect([buried, waiting]).toEqual([[], []]);
  });
});
