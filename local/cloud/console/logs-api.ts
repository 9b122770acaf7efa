import { once } from 'node:events';
import type { Cloud } from '../core/cloud.ts';
import type { LogLine } from '../core/journal.ts';
import { LocalApi, LocalApiError } from '../core/local-api.ts';
import { Functions } from '../lambda/functions.ts';
import { beginningOf } from './beginning.ts';
import { fitsFilter, isLevel, type LogFilter, meansSource } from './log-filter.ts';

/** What writes lines beside functions. */
const PARTS = ['aws', 'clock', 'cloud', 'event-sources', 'http', 'iot', 'logs', 'schedules'];
const DEFAULT_LINES = 1000;

/** Reads `source`, `level`, `ago` or `since`, `text`, `id` and `system` of a query. */
export function logFilterOf(cloud: Cloud, query: URLSearchParams): LogFilter {
  const source = query.get('source') ?? undefined;
  const level = query.get('level')?.toUpperCase();
  if (level !== undefined && !isLevel(level))
    throw new LocalApiError(400, 'BAD_LEVEL', `${level} is no level; say DEBUG, INFO, WARN or ERROR.`);
  if (source !== undefined) requireSource(cloud, source);
  const since = beginningOf(query, cloud.clock);
  const text = query.get('text') ?? undefined;
  const id = query.get('id') ?? undefined;
  return {
    system: query.get('system') === 'true',
    ...(source === undefined ? {} : { source }),
    ...(level === undefined ? {} : { level }),
    ...(since === undefined ? {} : { since }),
    ...(text === undefined ? {} : { text }),
    ...(id === undefined ? {} : { id }),
  };
}

function requireSource(cloud: Cloud, pattern: string): void {
  const names = cloud
    .part(Functions)
    .list()
    .map(({ name }) => name);
  if ([...names, ...PARTS].some((name) => meansSource(pattern, name))) return;
  throw new LocalApiError(
    404,
    'NO_SUCH_FUNCTION',
    `No function is called ${pattern}. There are ${names.toSorted().join(', ')}; ` +
      `of the local cloud itself ${PARTS.join(', ')}; a room's name means all of its functions, and * any text.`,
  );
}

/** The lines that are kept and fit, oldest first. */
export function keptLines(cloud: Cloud, filter: LogFilter): LogLine[] {
  const lines: LogLine[] = [];
  cloud.journal.follow((line) => {
    if (fitsFilter(line, filter)) lines.push(line);
  })();
  return lines;
}

/** `GET /_local/logs`: lines as JSON, one a line; with `follow=true` until the asker goes. */
export function serveLogs(cloud: Cloud): void {
  cloud.part(LocalApi).register('GET', '/_local/logs', async ({ query }, response) => {
    const filter = logFilterOf(cloud, query);
    const lines = Number(query.get('lines') ?? DEFAULT_LINES);
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    const write = (line: LogLine): void => void response.write(`${JSON.stringify(line)}\n`);
    for (const line of lines > 0 ? keptLines(cloud, filter).slice(-lines) : []) write(line);
    if (query.get('follow') === 'true') {
      // The asker may be gone before its answer began.
      response.flushHeaders();
      const unfollow = cloud.journal.follow(
        (line) => {
          if (fitsFilter(line, filter)) write(line);
        },
        { backlog: 0 },
      );
      if (!response.destroyed) await once(response, 'close');
      unfollow();
    }
    response.end();
  });
}
