import kafkajs, { type ITopicConfig } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { createTopics } from '../../../../local/cloud/engines/create-topics.ts';

/** A broker's administration that refuses the first questions about topics, one after the other. */
function admin(...refusals: readonly Error[]) {
  const left = [...refusals];
  const made: ITopicConfig[] = [];
  const served: string[] = [];
  const answer = (): Promise<void> => {
    const refusal = left.shift();
    return refusal === undefined ? Promise.resolve() : Promise.reject(refusal);
  };
  return {
    made,
    served,
    createTopics: async ({ topics }: { topics: ITopicConfig[] }) => {
      made.push(...topics);
      return Promise.resolve(true);
    },
    fetchTopicMetadata: async () => {
      await answer();
      return { topics: [] };
    },
    fetchTopicOffsets: async (topic: string) => {
      await answer();
      served.push(topic);
      return [];
    },
  };
}

const protocolError = (type: string, retriable: boolean): Error =>
  Object.assign(new kafkajs.KafkaJSProtocolError(new Error(`the broker said ${type}`)), { type, retriable });
const UNKNOWN = protocolError('UNKNOWN_TOPIC_OR_PARTITION', true);
const NOT_LEADER = protocolError('NOT_LEADER_FOR_PARTITION', true);
const DENIED = protocolError('TOPIC_AUTHORIZATION_FAILED', false);

describe('making topics', () => {
  it('asks a broker that does not know yet what it has accepted until it serves all', async () => {
    const broker = admin(UNKNOWN, NOT_LEADER);
    await createTopics(broker, [{ topic: 'a', numPartitions: 2 }, { topic: 'b' }]);
    expect(broker.made).toEqual([{ topic: 'a', numPartitions: 2 }, { topic: 'b' }]);
    expect(broker.served).toEqual(['a', 'b']);
  });

  it.each([DENIED, new Error('the connection is closed')])(
    'throws what waiting does not mend: %s',
    async (error) => {
      await expect(createTopics(admin(error), [{ topic: 'a' }])).rejects.toBe(error);
    },
  );

  it('asks nothing of the broker when there is nothing to make', async () => {
    const broker = admin(DENIED);
    await createTopics(broker, []);
    expect(broker.made).toEqual([]);
  });
});
