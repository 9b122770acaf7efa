import { describe, expect, it } from 'vitest';
import { type Connection, KafkaPublisher } from '../../../../shared/runtime/kafka/publish.ts';

type Batch = Parameters<Connection['sendBatch']>[0];

/** A connection whose answers the test gives. */
function connections() {
  const requests: { readonly batch: Batch; readonly answer: (error?: Error) => void }[] = [];
  const seen = { made: 0, closed: 0 };
  const make = (): Connection => {
    seen.made += 1;
    return {
      connect: async () => {},
      disconnect: async () => {
        seen.closed += 1;
      },
      sendBatch: (batch) =>
        new Promise((resolve, reject) => {
          requests.push({ batch, answer: (error) => (error === undefined ? resolve([]) : reject(error)) });
        }),
    };
  };
  const request = async (n: number) => {
    while (requests[n] === undefined) await new Promise(setImmediate);
    return requests[n];
  };
  return { make, request, requests, seen };
}

const record = (value: string) => ({ key: 'k', value });
const valuesOf = ({ topicMessages = [] }: Batch): Record<string, unknown[]> =>
  Object.fromEntries(topicMessages.map(({ topic, messages }) => [topic, messages.map(({ value }) => value)]));

describe('the publisher', () => {
  it('sends all records that come during a request in the next one, in the order of the calls', async () => {
    const { make, request, requests } = connections();
    const publisher = new KafkaPublisher(make);
    const sent = [publisher.send('a', [record('1')])];
    const first = await request(0);
    sent.push(publisher.send('a', [record('2'), record('3')]));
    sent.push(publisher.send('b', [record('4')]));
    sent.push(publisher.send('a', [record('5')]));
    expect(requests).toHaveLength(1);
    first.answer();
    const second = await request(1);
    expect(valuesOf(first.batch)).toEqual({ a: ['1'] });
    expect(valuesOf(second.batch)).toEqual({ a: ['2', '3', '5'], b: ['4'] });
    expect(second.batch.acks).toBe(-1);
    second.answer();
    await Promise.all(sent);
  });

  it('rejects every caller of a failed request, and reconnects for the next one', async () => {
    const { make, request, seen } = connections();
    const publisher = new KafkaPublisher(make);
    const one = publisher.send('a', [record('1')]);
    (await request(0)).answer(new Error('no leader'));
    await expect(one).rejects.toThrow('no leader');
    const two = publisher.send('a', [record('2')]);
    (await request(1)).answer();
    await two;
    expect(seen).toEqual({ made: 2, closed: 1 });
  });

  it('keeps its connection while requests succeed', async () => {
    const { make, request, seen } = connections();
    const publisher = new KafkaPublisher(make);
    for (const n of [0, 1, 2]) {
      const sent = publisher.send('a', [record(String(n))]);
      (await request(n)).answer();
      await sent;
    }
    expect(seen).toEqual({ made: 1, closed: 0 });
  });

  it('gives up on a broker that does not answer, since it may have the records or not', async () => {
    const { make, request, seen } = connections();
    const publisher = new KafkaPublisher(make, 20);
    await expect(publisher.send('a', [record('1')])).rejects.toMatchObject({
      code: 'SEND_TIMED_OUT',
      transient: true,
    });
    const next = publisher.send('a', [record('2')]);
    (await request(1)).answer();
    await next;
    expect(seen.made).toBe(2);
  });

  it('never sends more than 2,000 records at once, and keeps their order', async () => {
    const { make, request } = connections();
    const publisher = new KafkaPublisher(make);
    const all = Array.from({ length: 4_500 }, (_, n) => record(String(n)));
    const sent = publisher.send('a', all);
    const got: unknown[] = [];
    for (const n of [0, 1, 2]) {
      const { batch, answer } = await request(n);
      expect(valuesOf(batch)['a']?.length).toBeLessThanOrEqual(2_000);
      got.push(...(valuesOf(batch)['a'] ?? []));
      answer();
    }
    await sent;
    expect(got).toEqual(all.map(({ value }) => value));
  });

  it('sends no request for no records', async () => {
    const { make, seen } = connections();
    await new KafkaPublisher(make).send('a', []);
    expect(seen.made).toBe(0);
  });
});
