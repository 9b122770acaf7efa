import { PROGRAMME_FLEET } from '../../shared/contracts/loyalty/loyalty.ts';
import {
  getPoints,
  getRiderPoints,
  listPoints,
  listRiderPoints,
  type MemberPoints,
  postPointsAdjustment,
  putRentalPoints,
} from '../../shared/contracts/loyalty/points.ts';
import {
  getProgramme,
  getProgrammeTotals,
  noProgramme,
  type PublishedProgramme,
  programmeNotValid,
  putProgramme,
} from '../../shared/contracts/loyalty/programme.ts';
import { change } from '../../shared/runtime/change.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';
import { readCount, readOne, readPage } from '../../shared/runtime/read-models.ts';
import { periodOf } from './member/calendar.ts';
import { shownPoints } from './member/shown.ts';
import { programmeFaults } from './programme/faults.ts';
import { members, movementsOf, programmeInForce, totalOf } from './read-models.ts';
import { room } from './room.ts';

async function programmeNow(): Promise<PublishedProgramme> {
  const published = await readOne(programmeInForce, {});
  if (published !== undefined) return published;
  throw new ProblemError(noProgramme.code, 'An operator has to publish one first.');
}

async function pointsOf(riderId: string): Promise<MemberPoints> {
  const [{ programme }, member] = await Promise.all([programmeNow(), readOne(members, { riderId })]);
  return shownPoints(riderId, programme, member);
}

async function movementsPage(riderId: string, query: { limit?: string; cursor?: string }) {
  const { items, ...next } = await readPage(movementsOf, { riderId }, query);
  return { movements: items, ...next };
}

export const handler = httpApi(room, 'http', [
  read(getProgramme, async () => await programmeNow()),
  change(putProgramme, async ({ body: programme }) => {
    const faults = programmeFaults(programme);
    if (faults.length === 0) return { fleet: PROGRAMME_FLEET, programme } as const;
    throw new ProblemError(
      programmeNotValid.code,
      faults.map(({ path, message }) => `${path}: ${message}`).join(' '),
      faults.map(({ path, message }) => ({ path: `/body${path}`, message })),
    );
  }),
  read(getProgrammeTotals, async ({ now }) => {
    const { programme } = await programmeNow();
    const limited = programme.earning.flatMap(({ ruleId, mostInTotal }) =>
      mostInTotal === undefined ? [] : [{ ruleId, ...mostInTotal }],
    );
    const totals = limited.map(async ({ ruleId, per, points: most }) => {
      const rule = { ruleId, per, period: periodOf(programme, now, per) };
      return { ...rule, most, given: await readCount(totalOf(rule)) };
    });
    return { totals: await Promise.all(totals) };
  }),
  read(getPoints, async ({ principal }) => await pointsOf(principal.id)),
  read(listPoints, async ({ principal, query }) => await movementsPage(principal.id, query)),
  read(getRiderPoints, async ({ params: { riderId } }) => await pointsOf(riderId)),
  read(listRiderPoints, async ({ params: { riderId }, query }) => await movementsPage(riderId, query)),
  change(putRentalPoints, async ({ principal, params: { rentalId }, body: { points } }) => ({
    riderId: principal.id,
    rentalId,
    points,
  })),
  change(postPointsAdjustment, async ({ params: { riderId }, body: { points, reason } }) => ({
    riderId,
    points,
    reason,
  })),
]);
