import { describe, expect, it } from 'vitest';
import { failedMessages } from '../../../../../local/cloud/lambda/event-sources/sqs/failed-messages.ts';

const batch = ['a', 'b', 'c'].map((MessageId) => ({ MessageId, Body: MessageId }));
const failing = (...items: readonly unknown[]) => ({
  batchItemFailures: items.map((itemIdentifier) => ({ itemIdentifier })),
});
const kept = (payload: unknown) => failedMessages(batch, payload).map(({ MessageId }) => MessageId);

describe('[23] a partial response of an SQS batch', () => {
  it.each([
    ['null', null],
    ['nothing', undefined],
    ['{}', {}],
    ['no failures', { batchItemFailures: [] }],
    ['null failures', { batchItemFailures: null }],
  ])('%s keeps nothing', (_, payload) => {
    expect(kept(payload)).toEqual([]);
  });

  it('keeps the messages that it names', () => {
    expect(kept(failing('c', 'a'))).toEqual(['a', 'c']);
  });

  it.each([
    ['an unknown message', failing('a', 'z')],
    ['an empty identifier', failing('')],
    ['a null identifier', failing(null)],
    ['an identifier under another name', { batchItemFailures: [{ messageId: 'a' }] }],
    ['something else than a list', { batchItemFailures: 'a' }],
    ['something else than an object', 'a'],
  ])('%s keeps the whole batch', (_, payload) => {
    expect(kept(payload)).toEqual(['a', 'b', 'c']);
  });
});
