import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { existing } from '../../local/tools/ledger/existing-records.ts';
import { eventIn } from '../../local/tools/ledger/topic-book.ts';
import type { MemberPoints } from '../../shared/contracts/loyalty/points.ts';
import { exportOfSeed, type PointsExport } from './points/world.ts';
import { pythonProgram } from './python.ts';
import type { PlatformReferee, Referee, Verdict } from './referee.ts';
import type { SharedPlatform } from './shared-platform.ts';

/** The points of members, counted again in Python from the topics of billing and loyalty. */

const SEEDS = 200;

interface Totals {
  readonly EARNED: number;
  readonly SPENT: number;
  readonly EXPIRED: number;
  readonly REVERSED: number;
}

async function recounted(
  exports: readonly PointsExport[],
): Promise<Omit<Verdict, 'looked'> & { totals: Totals }> {
  const program = spawn(await pythonProgram('python'), [join(import.meta.dirname, 'points/recount.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  program.stdin.end(JSON.stringify(exports));
  const [output] = await Promise.all([text(program.stdout), once(program, 'exit')]);
  const wrong = output.trim().split('\n');
  const last = wrong.pop() ?? '';
  if (!last.startsWith('{')) throw new Error(`recount.py did not come to its end: ${output}`);
  const { compared, totals } = JSON.parse(last) as { compared: number; totals: Totals };
  return { passed: compared - wrong.length, wrong, totals };
}

const listed = ({ EARNED, SPENT, EXPIRED, REVERSED }: Totals): string =>
  `${EARNED} points earned, ${SPENT} spent, ${EXPIRED} expired, ${REVERSED} reversed`;

/** With one point more in the first movement that earned some. */
function altered(exports: PointsExport): PointsExport {
  const first = exports.loyalty.findIndex(
    ({ data }) => (data as { reason?: { code: string } }).reason?.code === 'EARNED',
  );
  const loyalty = exports.loyalty.map((event, n) => {
    const data = event.data as { pending: number };
    return n === first ? { ...event, data: { ...data, pending: data.pending + 1 } } : event;
  });
  return { ...exports, loyalty };
}

/** Rentals, corrections, spending, transfers and time in memory. */
export const pointsRecount: Referee = {
  name: 'Points of members in memory, recounted in Python',
  check: async () => {
    const { totals, ...verdict } = await recounted(
      Array.from({ length: SEEDS }, (_, seed) => exportOfSeed(seed + 1)),
    );
    const unnoticed = (await recounted([altered(exportOfSeed(1))])).wrong.length === 0;
    const missing = Object.entries(totals).filter(([, points]) => points === 0);
    return {
      ...verdict,
      wrong: [
        ...verdict.wrong,
        ...missing.map(([what]) => `no schedule has ${what}`),
        ...(unnoticed ? ['one point more in one movement was not noticed'] : []),
      ],
      looked: `${SEEDS} schedules, ${listed(totals)}`,
    };
  },
};

/** What a running platform has in its topics, and answers about every member in them. */
async function exported({ client }: SharedPlatform): Promise<PointsExport> {
  const topic = async (name: string) => {
    const events: { type: string; data: unknown }[] = [];
    for await (const record of existing(client, name)) {
      const event = eventIn(record);
      if (event !== undefined) events.push({ type: event.type, data: event.data });
    }
    return events;
  };
  const [billing, loyalty] = await Promise.all([topic('billing.events'), topic('loyalty.events')]);
  const riders = new Set(
    loyalty.flatMap(({ data }) => {
      const { riderId } = data as { riderId?: string };
      return riderId === undefined ? [] : [riderId];
    }),
  );
  const members: Record<string, unknown> = {};
  for (const riderId of riders) {
    const { body } = await client.ask<MemberPoints>(
      'operator',
      'referee',
      'GET',
      `/v1/riders/${riderId}/points`,
    );
    members[riderId] = body;
  }
  return { billing, loyalty, members };
}

/** The members of the platform of all referees, with one whose points operators have adjusted. */
export const pointsOnPlatform: PlatformReferee = {
  name: 'Points of members of a platform, recounted in Python',
  check: async (platform) => {
    const { client } = platform;
    await platform.cli('rider', 'add', '--rider', 'pia');
    const operator = (path: string, body: unknown) => client.ask('operator', 'referee', 'POST', path, body);
    const given = await operator('/v1/riders/pia/points/adjustments', { points: 700, reason: 'a recount' });
    if (given.status !== 200) throw new Error(`An adjustment was answered ${given.status}`);
    await operator('/v1/riders/pia/points/adjustments', { points: -150, reason: 'a recount' });
    await platform.advance('1m');
    const recount = await exported(platform);
    const { totals, ...verdict } = await recounted([recount]);
    const members = Object.keys(recount.members);
    return {
      ...verdict,
      wrong: [...verdict.wrong, ...(members.includes('pia') ? [] : ['nobody heard of the adjustments'])],
      looked: `${members.length} members with adjustments, ${listed(totals)}`,
    };
  },
};
