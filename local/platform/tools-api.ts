import { once } from 'node:events';
import type { Cloud } from '../cloud/cloud.ts';
import { LocalApi, LocalApiError } from '../http/local-api.ts';
import { serveTokens } from '../http/token-api.ts';
import type { Connection } from './connection.ts';

/** What the command line asks of a running platform, under `/_local/`. */
export function serveTools(cloud: Cloud, connection: () => Connection | undefined): void {
  const api = cloud.part(LocalApi);
  serveTokens(cloud);

  api.register('GET', '/_local/connection', () => {
    const known = connection();
    if (known === undefined)
      throw new LocalApiError(404, 'NO_CARS', 'This app has no rule that takes cars’ telemetry.');
    return Promise.resolve(known);
  });

  api.register('GET', '/_local/metrics', () =>
    Promise.resolve({ metrics: cloud.journal.metrics(), counters: cloud.journal.counters() }),
  );

  api.register('POST', '/_local/clock/advance', async ({ body: { milliseconds } }) => {
    if (typeof milliseconds !== 'number' || !(milliseconds >= 0)) {
      throw new LocalApiError(
        400,
        'BAD_DURATION',
        'Send { "milliseconds": 60000 }: how far to move the time forward.',
      );
    }
    await cloud.clock.advance(milliseconds);
    return { now: new Date(cloud.clock.now()).toISOString() };
  });

  api.register('GET', '/_local/logs', async ({ query }, response) => {
    const source = query.get('source');
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    const unfollow = cloud.journal.follow(
      (line) => {
        if (source === null || line.source === source) response.write(`${JSON.stringify(line)}\n`);
      },
      { backlog: 1000 },
    );
    if (query.get('follow') === 'true') await once(response, 'close');
    unfollow();
    response.end();
  });
}
