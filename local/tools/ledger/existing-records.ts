import type { DecodedRecord } from '../../cloud/console/decoded-record.ts';
import { jsonLines } from '../cli/json-lines.ts';
import { sinceQuery } from '../cli/since.ts';
import type { PlatformClient } from '../platform/client.ts';

/** The records that a topic of the running platform has now, the oldest first. */
export async function* existing(
  platform: PlatformClient,
  topic: string,
  since?: string,
): AsyncGenerator<DecodedRecord> {
  const query = new URLSearchParams({
    follow: 'false',
    ...(since === undefined ? { beginning: 'true' } : sinceQuery(since)),
  });
  for await (const line of jsonLines({ platform }, 'GET', `/_local/topics/${topic}?${query.toString()}`)) {
    yield JSON.parse(line) as DecodedRecord;
  }
}
