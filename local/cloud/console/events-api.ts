import type { Cloud } from '../core/cloud.ts';
import { LocalApi, LocalApiError } from '../core/local-api.ts';
import type { StartingPosition } from '../lambda/event-sources/kafka/kafka-log.ts';
import { beginningOf } from './beginning.ts';
import { decodedRecord } from './decoded-record.ts';
import { readTopic } from './topic-reader.ts';
import { topicSizes } from './topics.ts';

function positionOf(cloud: Cloud, query: URLSearchParams): StartingPosition {
  if (query.get('beginning') === 'true') return { at: 'TRIM_HORIZON' };
  const time = beginningOf(query, cloud.clock);
  return time === undefined ? { at: 'LATEST' } : { at: 'AT_TIMESTAMP', time: Math.floor(time) };
}

/** `GET /_local/topics`, and the records of `GET /_local/topics/<name>` as JSON, one a line, until the asker goes. */
export function serveTopics(cloud: Cloud): void {
  const api = cloud.part(LocalApi);
  const brokers = cloud.engines.kafka.internal;
  api.register('GET', '/_local/topics', async () => ({ topics: await topicSizes(brokers) }));

  api.register('GET', '/_local/topics/*', async ({ path, query }, response) => {
    const topic = decodeURIComponent(path.slice('/_local/topics/'.length));
    const names = (await topicSizes(brokers)).map(({ name }) => name);
    if (!names.includes(topic)) {
      throw new LocalApiError(
        404,
        'NO_SUCH_TOPIC',
        `There is no topic ${topic}. There are ${names.join(', ') || 'none'}.`,
      );
    }
    const from = positionOf(cloud, query);
    const key = query.get('key');
    let left = Number(query.get('limit') ?? Number.POSITIVE_INFINITY);
    const asker = new AbortController();
    response.once('close', () => asker.abort());
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.flushHeaders();
    await readTopic({
      brokers,
      topic,
      from,
      follow: query.get('follow') === 'true',
      signal: asker.signal,
      onRecord: (record) => {
        if (key !== null && record.key?.toString() !== key) return true;
        response.write(`${JSON.stringify(decodedRecord(record))}\n`);
        left -= 1;
        return left > 0;
      },
    });
    response.end();
  });
}
