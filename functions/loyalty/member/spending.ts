import {
  noSuchRental,
  notEnoughPoints,
  pointsReserved,
  type reservePoints,
  tooFewPoints,
} from '../../../shared/contracts/loyalty/points.ts';
import { noProgramme } from '../../../shared/contracts/loyalty/programme.ts';
import type { Context, Decision, MessageOf } from '../../../shared/runtime/domain.ts';
import { programmeInForce } from '../read-models.ts';
import { graceOf } from './calendar.ts';
import { firstOf, given, negative, stillValid, sumOf, withShares } from './lots.ts';
import { Moving, worthOf } from './moving.ts';
import type { MemberEvent, MemberState } from './state.ts';

/** Points that a member sets aside for a rental. Billing hears how much they pay at most, and the charge what it used. */

export function decideReserve(
  state: MemberState,
  { data: { riderId, rentalId, points } }: MessageOf<typeof reservePoints>,
  context: Context,
): Decision<MemberEvent, MemberState> {
  const { now } = context;
  const programme = context.read(programmeInForce, {})?.programme;
  if (programme === undefined) return noProgramme('There is no programme for points yet.');
  if (!state.rentals.includes(rentalId)) return noSuchRental(`You have no running rental ${rentalId}.`);
  const { leastPoints } = programme.spending;
  if (points > 0 && points < leastPoints) {
    return tooFewPoints(`${points} points are too few: the programme takes at least ${leastPoints}.`);
  }
  const before = state.reservations.find((one) => one.rentalId === rentalId);
  const freed = stillValid(before?.shares ?? [], now, { ...graceOf(programme, now), points: 0 });
  const { lots: back, owed } = given(freed, state.balance.owed);
  const lots = withShares(state.lots, back);
  const spendable = sumOf(lots);
  if (points > spendable) return notEnoughPoints(`You have ${spendable} active points, and not ${points}.`);
  const shares = firstOf(lots, points);
  const pointsId = before?.pointsId ?? context.id('pts');
  const moving = new Moving(state, programme, now);
  moving.move({
    movementId: `reserve/${context.operation}`,
    reason: { code: 'RESERVED', rentalId },
    reserved: sumOf(shares) - sumOf(before?.shares ?? []),
    lots: withShares(back, negative(shares)),
    owed,
    reservation: { rentalId, pointsId, shares: [...shares] },
  });
  const { currency } = programme.value;
  const amount = worthOf(programme, points);
  moving.add(pointsReserved({ riderId, rentalId, pointsId, points, amount, currency, time: now }));
  const result = { rentalId, points, amount, currency, balance: moving.state.balance };
  return { kind: 'accept', events: moving.events, result };
}
