import { exchangeNotValid, listExchanges, putExchange } from '../../shared/contracts/loyalty/exchanges.ts';
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
import {
  listProgrammeTransfers,
  listTransfers,
  postSettlement,
  postTransfer,
} from '../../shared/contracts/loyalty/transfers.ts';
import { change } from '../../shared/runtime/change.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';
import { readCount, readOne, readPage } from '../../shared/runtime/read-models.ts';
import { exchangeFaults } from './exchange/faults.ts';
import { periodOf } from './member/calendar.ts';
import { shownPoints } from './member/shown.ts';
import { programmeFaults } from './programme/faults.ts';
import {
  allExchanges,
  members,
  movementsOf,
  programmeInForce,
  totalOf,
  transfersOf,
  transfersOfMember,
} from './read-models.ts';
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
  change(putExchange, async ({ params: { programmeId }, body: exchange }) => {
    const faults = exchangeFaults(exchange);
    if (faults.length === 0) return { programmeId, exchange };
    throw new ProblemError(
      exchangeNotValid.code,
      faults.map(({ path, message }) => `${path}: ${message}`).join(' '),
      faults.map(({ path, message }) => ({ path: `/body${path}`, message })),
    );
  }),
  read(listExchanges, async ({ query }) => {
    const { items, ...next } = await readPage(allExchanges, {}, query);
    return { programmes: items, ...next };
  }),
  change(postTransfer, async ({ principal, body }) => ({ riderId: principal.id, ...body })),
  read(listTransfers, async ({ principal, query }) => {
    const { items, ...next } = await readPage(transfersOfMember, { riderId: principal.id }, query);
    return { transfers: items, ...next };
  }),
  read(listProgrammeTransfers, async ({ params, query }) => {
    const { items, ...next } = await readPage(transfersOf, params, query);
    return { transfers: items, ...next };
  }),
  change(postSettlement, async ({ params, body }) => ({ ...params, ...body })),
]);
