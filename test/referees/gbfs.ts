import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { feedRoutes, GBFS_VERSION } from '../../shared/contracts/gbfs/feed.ts';
import { PATIENCE_MS } from '../patience.ts';
import { pythonProgram } from './python.ts';
import type { PlatformReferee, Verdict } from './referee.ts';
import type { SharedPlatform } from './shared-platform.ts';

const run = promisify(execFile);

/** So that there is something in every document. */
const ALERTS = [
  { alertId: 'snow', type: 'other', summary: 'Snow on the pass', end: '2099-01-01T00:00:00Z' },
  { alertId: 'strike', type: 'system_closure', summary: 'Closed', start: '2099-01-01T00:00:00Z' },
];
/** What is read is kept for a minute of the platform's. */
const UNTIL_READ_ANEW = '61s';

interface Problem {
  readonly instancePath: string;
  readonly message: string;
}
interface Judged {
  readonly exists: boolean;
  readonly errors?: readonly Problem[] | string | false | null;
}
interface Report {
  readonly summary: { readonly version?: { readonly validated: string } };
  readonly files: readonly (Judged & { readonly file: string; readonly languages?: readonly Judged[] })[];
}
interface Feed {
  readonly data: {
    readonly vehicles?: readonly Record<string, unknown>[];
    readonly alerts?: readonly unknown[];
    readonly feeds?: readonly { readonly name: string; readonly url: string }[];
  };
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A validator of GBFS on the feed of a running platform; and on the same feed with a mistake in it, which it must see. */
export const gbfsValidator: PlatformReferee = {
  name: 'gbfs-validator',
  check: async (platform) => {
    const program = await pythonProgram('gbfs-validator');
    const feed = await filled(platform);
    const report = await validated(program, `${platform.client.url}/gbfs/3/gbfs.json`);
    const folder = mkdtempSync(join(tmpdir(), 'roadstream-gbfs-'));
    try {
      return verdict(feed, report, await validated(program, spoilt(feed, folder)));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** The documents by name, once the vehicles and the alerts are in them. */
async function filled(platform: SharedPlatform): Promise<ReadonlyMap<string, Feed>> {
  const { client } = platform;
  await client.as('operator', 'referee', 'PUT', '/v1/alerts', { alerts: ALERTS });
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const feed = new Map<string, Feed>();
    for (const { path } of feedRoutes) feed.set(nameOf(path), (await client.call<Feed>('GET', path)).body);
    const { vehicles = [] } = feed.get('vehicle_status.json')?.data ?? {};
    const { alerts = [] } = feed.get('system_alerts.json')?.data ?? {};
    if (vehicles.length > 0 && alerts.length === ALERTS.length) return feed;
    if (performance.now() > deadline) throw new Error('no vehicle, or no alert, came into the feed');
    await platform.advance(UNTIL_READ_ANEW);
  }
}

async function validated(program: string, url: string): Promise<Report> {
  const { stdout } = await run(program, ['--url', url, '--free-floating'], { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as Report;
}

/** The feed as files, with a vehicle that nobody could find. */
function spoilt(feed: ReadonlyMap<string, Feed>, folder: string): string {
  const urlOf = (file: string): string => pathToFileURL(join(folder, file)).href;
  for (const [file, body] of feed) {
    const { vehicles, feeds } = body.data;
    const data = {
      ...body.data,
      ...(vehicles === undefined
        ? {}
        : { vehicles: vehicles.map((vehicle) => ({ ...vehicle, lat: undefined })) }),
      ...(feeds === undefined
        ? {}
        : { feeds: feeds.map(({ name }) => ({ name, url: urlOf(`${name}.json`) })) }),
    };
    writeFileSync(join(folder, file), JSON.stringify({ ...body, data }));
  }
  return urlOf('gbfs.json');
}

function problemsIn(report: Report): string[] {
  return report.files.flatMap(({ file, languages = [], ...whole }) =>
    [whole, ...languages].flatMap(({ errors }) => {
      if (typeof errors === 'string') return [`${file} ${errors}`];
      return (errors || []).map(({ instancePath, message }) => `${file} ${instancePath} ${message}`);
    }),
  );
}

function verdict(feed: ReadonlyMap<string, Feed>, report: Report, spoiltReport: Report): Verdict {
  const { validated: version } = report.summary.version ?? {};
  const seen = new Set((report.files ?? []).filter(({ exists }) => exists).map(({ file }) => file));
  const missing = [...feed.keys()].filter((file) => !seen.has(file)).map((file) => `it did not see ${file}`);
  const seesIt = problemsIn(spoiltReport).some((problem) => problem.startsWith('vehicle_status.json'));
  const wrong = [
    ...(version === GBFS_VERSION ? [] : [`it took the feed for version ${version}`]),
    ...missing,
    ...problemsIn(report),
    ...(seesIt ? [] : ['it lets a vehicle pass that is nowhere']),
  ];
  const { length: vehicles } = feed.get('vehicle_status.json')?.data.vehicles ?? [];
  return {
    looked: `${seen.size} documents of GBFS ${version}, ${vehicles} vehicles, and one mistake that it found`,
    passed: Math.max(0, seen.size + 1 - wrong.length),
    wrong,
  };
}
