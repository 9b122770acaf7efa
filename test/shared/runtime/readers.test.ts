import { expect, it } from 'vitest';
import { room as billing } from '../../../functions/billing/room.ts';
import { charged } from '../../../shared/contracts/billing/charges.ts';
import { ended } from '../../../shared/contracts/rentals/rentals.ts';
import type { Incoming } from '../../../shared/runtime/operations/messages.ts';
import { Reader } from '../../../shared/runtime/readers.ts';

/** The account and the documents of the billing room hear of the same charges, in one table. */
const incoming = ({ type, topic }: typeof charged | typeof ended): Incoming => ({
  message: { type, id: 'evt_1', time: '2026-01-31T10:00:00.000Z', data: {} },
  key: 'ana',
  topic: topic.name,
  partition: 0,
  offset: 1,
  origin: 1,
  arrivalTime: '2026-01-31T10:00:00.000Z',
  blocking: true,
  retentionDays: 1,
});

it('gives each function an operation of its own for a message that several decide', () => {
  const ids = ['account', 'documents'].map(
    (name) => new Reader(billing, name).own(incoming(charged)).message.id,
  );
  expect(ids).toEqual(['evt_1@account', 'evt_1@documents']);
});

it('leaves the id of a message that one function decides: who asked follows it by that', () => {
  const own = new Reader(billing, 'consumer').own(incoming(ended));
  expect(own.message.id).toBe('evt_1');
  expect(own.reader).toBe('consumer');
});

it('lets a function wait for its own messages only, where several read the topic', async () => {
  const kept: unknown[] = [];
  const store = {
    wait: (block: object) => Promise.resolve(void kept.push(block)),
    passed: (block: object) => Promise.resolve(void kept.push(block)),
  };
  const reader = new Reader(billing, 'documents').waiting(store);
  await reader.wait({ topic: charged.topic.name, key: 'ana' }, 1);
  await reader.passed({ topic: charged.topic.name, key: 'ana' }, 1);
  const own = { topic: charged.topic.name, key: 'ana', reader: 'documents' };
  expect(kept).toEqual([own, own]);
  expect(new Reader(billing, 'account').own(incoming(charged)).reader).toBe('account');
});
