import { beforeEach, describe, expect, it } from 'vitest';
import { RuntimeFailure } from '../../../../shared/runtime/failure.ts';
import {
  consume,
  type DeadLetterReason,
  type Handling,
  type Observed,
} from '../../../../shared/runtime/kafka/consume.ts';
import { failuresOf, type KafkaRecord } from '../../../../shared/runtime/kafka/records.ts';
import type { Incoming } from '../../../../shared/runtime/operations/messages.ts';
import type { Handled } from '../../../../shared/runtime/operations/operations.ts';

/** How a batch is worked through. What the order and the waiting are for is shown by the model. */

const decided: Handled = { kind: 'decided', outcome: { kind: 'accepted' } };

let handledOffsets: number[];
let deadLettered: { offset: number; why: DeadLetterReason }[];
let waiting: number[];
let passed: number[];
let observed: Observed[];
let behaviour: (incoming: Incoming) => Promise<Handled>;

beforeEach(() => {
  [handledOffsets, deadLettered, waiting, passed, observed] = [[], [], [], [], []];
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
    deadLetter: async ({ offset }, why) => {
      deadLettered.push({ offset, why });
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

  it('leaves a failed record unfinished, and the later ones of its key, too', async () => {
    behaviour = async ({ offset }) => {
      if (offset === 2) throw new Error('connection lost');
      return decided;
    };
    const records = [record(1, 'a'), record(2, 'a'), record(3, 'b'), record(4, 'a'), record(5, 'b')];
    expect(await consumed(records)).toEqual([2, 4]);
    expect(handledOffsets.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 5]);
    expect(observed.filter(({ kind }) => kind === 'failed')).toHaveLength(1);
  });

  it('leaves the records for which there is no time', async () => {
    let left = 2;
    const outOfTime = () => left-- <= 0;
    expect(
      await consumed([record(1, 'a'), record(2, 'b'), record(3, 'c'), record(4, 'a')], {
        outOfTime,
        concurrency: 1,
      }),
    ).toEqual([2, 3]);
  });

  it('is answered with every unfinished record, in Lambda’s format', () => {
    expect(failuresOf([record(7, 'a'), record(9, 'a', { partition: 2 })])).toEqual({
      batchItemFailures: [
        { itemIdentifier: { partition: 'toy.commands-0', offset: 7 } },
        { itemIdentifier: { partition: 'toy.commands-2', offset: 9 } },
      ],
    });
  });

  it('continues after a record that can never be decoded or decided, and makes later ones of its key wait', async () => {
    behaviour = async ({ offset }) => {
      if (offset === 2) throw new RuntimeFailure('DOMAIN_FAILED', 'bug');
      return decided;
    };
    const poison = record(1, 'a', { value: Buffer.from('poison') });
    expect(await consumed([poison, record(2, 'b'), record(3, 'c')])).toEqual([]);
    expect(deadLettered.toSorted((a, b) => a.offset - b.offset)).toEqual([
      { offset: 1, why: { reason: 'UNDECODABLE', detail: 'poison' } },
      { offset: 2, why: { reason: 'UNDECIDABLE', detail: 'bug' } },
    ]);
    expect(waiting.toSorted((a, b) => a - b)).toEqual([1, 2]);
  });

  it('makes no record wait on topics that continue', async () => {
    await consumed([record(1, 'a', { value: Buffer.from('poison') })], { blocking: () => false });
    expect(deadLettered).toHaveLength(1);
    expect(waiting).toEqual([]);
  });

  it('sends what must wait to the dead letters', async () => {
    behaviour = async () => ({ kind: 'waits' });
    expect(await consumed([record(1, 'a')])).toEqual([]);
    expect(deadLettered[0]?.why.reason).toBe('WAITS_FOR_EARLIER');
    expect(waiting).toEqual([1]);
  });

  it('ignores other types, and ends the wait for records that a redrive has sent or given up', async () => {
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

  it('makes no record wait after the invocation was answered', async () => {
    const poison = record(1, 'a', { value: Buffer.from('poison') });
    expect(await consumed([poison], { over: () => true })).toEqual([1]);
    expect([deadLettered, waiting]).toEqual([[], []]);
  });
});
