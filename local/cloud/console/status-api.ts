import type { Cloud } from '../core/cloud.ts';
import { LocalApi } from '../core/local-api.ts';
import { logPage } from './log-page.ts';
import { keptLines, logFilterOf } from './logs-api.ts';
import { overview } from './overview-page.ts';
import { sendPage } from './page.ts';
import { StatusReader } from './status.ts';

const SHOWN_LINES = 300;

/** The page at `/_local`, what it shows as JSON, and the log for people. */
export function serveStatus(cloud: Cloud): void {
  const api = cloud.part(LocalApi);
  const reader = new StatusReader(cloud);
  api.register('GET', '/_local/status', async () => await reader.read());
  for (const path of ['/_local', '/_local/']) {
    api.register('GET', path, async ({ query }, response) => {
      const refreshes = query.get('refresh') !== 'off';
      const body = overview(await reader.read(), refreshes);
      sendPage(response, { title: 'Roadstream', body, refreshes });
    });
  }
  api.register('GET', '/_local/log', async ({ query }, response) => {
    const lines = keptLines(cloud, { ...logFilterOf(cloud, query), system: query.has('id') });
    sendPage(response, {
      title: 'Roadstream: log',
      body: logPage(lines.slice(-SHOWN_LINES).toReversed(), query),
      refreshes: false,
    });
    await Promise.resolve();
  });
}
