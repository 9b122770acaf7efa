import { serveTokens } from '../../cloud/cognito/token-api.ts';
import { type SourceMapOf, serveDebugging } from '../../cloud/console/debug-api.ts';
import { serveTopics } from '../../cloud/console/events-api.ts';
import { serveLogs } from '../../cloud/console/logs-api.ts';
import { servePermissions } from '../../cloud/console/permissions-api.ts';
import { serveStatus } from '../../cloud/console/status-api.ts';
import type { Cloud } from '../../cloud/core/cloud.ts';
import { LocalApi, LocalApiError } from '../../cloud/core/local-api.ts';
import { serveCars } from './cars-api.ts';
import type { Connection } from './connection.ts';
import type { FleetProcess } from './fleet-process.ts';

/** Serves the requests of the command line to a running platform, under `/_local/`. */
export function serveTools(
  cloud: Cloud,
  connection: () => Connection | undefined,
  fleet: () => FleetProcess | undefined,
  sourceMapOf: SourceMapOf,
): void {
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
        'Send { "milliseconds": 60000 }: by how much to move the time forward.',
      );
    }
    await cloud.clock.advance(milliseconds);
    return { now: new Date(cloud.clock.now()).toISOString() };
  });

  serveCars(api, fleet);
  serveLogs(cloud);
  serveTopics(cloud);
  serveDebugging(cloud, sourceMapOf);
  servePermissions(cloud);
  serveStatus(cloud);
}
