import type { DecodedRecord } from '../../../cloud/console/decoded-record.ts';
import type { TopicSize } from '../../../cloud/console/topics.ts';
import { eventText } from '../event-text.ts';
import { jsonLines } from '../json-lines.ts';
import { sinceQuery } from '../since.ts';
import { type CommonOptions, print, target } from '../target.ts';

interface EventOptions extends CommonOptions {
  readonly follow: boolean;
  readonly fromBeginning?: boolean;
  readonly since?: string;
  readonly key?: string;
  readonly limit?: string;
}

export async function events(topic: string | undefined, options: EventOptions): Promise<void> {
  if (topic === undefined) return listTopics(options);
  const { fromBeginning, key, limit } = options;
  const query = new URLSearchParams({
    follow: String(options.follow),
    ...sinceQuery(options.since),
    ...(fromBeginning === true ? { beginning: 'true' } : {}),
    ...(key === undefined ? {} : { key }),
    ...(limit === undefined ? {} : { limit }),
  });
  const path = `/_local/topics/${encodeURIComponent(topic)}?${query.toString()}`;
  for await (const line of jsonLines(target(options), 'GET', path)) {
    process.stdout.write(`${options.json === true ? line : eventText(JSON.parse(line) as DecodedRecord)}\n`);
  }
}

async function listTopics(options: CommonOptions): Promise<void> {
  const { body } = await target(options).platform.local<{ topics: TopicSize[] }>('GET', '/_local/topics');
  const width = Math.max(0, ...body.topics.map(({ name }) => name.length));
  print(
    options,
    body,
    body.topics.map(
      ({ name, partitions, records }) =>
        `${name.padEnd(width)}  ${String(records).padStart(8)} records in ${partitions} partitions`,
    ),
  );
}
