import { exchangeUnknown, type Rate } from '../../../shared/contracts/loyalty/exchanges.ts';
import { type Counted, notEnoughPoints } from '../../../shared/contracts/loyalty/points.ts';
import { noProgramme, type Programme } from '../../../shared/contracts/loyalty/programme.ts';
import {
  type answerTransfer,
  type requestTransfer,
  type Transfer,
  transferAnswered,
  transferRequested,
  transferSettled,
  transferTooSmall,
  transferUnknown,
} from '../../../shared/contracts/loyalty/transfers.ts';
import { addSeconds, DAY_SECONDS } from '../../../shared/kernel/time.ts';
import type { Context, Decision, MessageOf } from '../../../shared/runtime/domain.ts';
import { exchanges, programmeInForce, transfers } from '../read-models.ts';
import { expiryOf, graceOf, periodOf } from './calendar.ts';
import { firstOf, given, negative, stillValid, sumOf } from './lots.ts';
import { Moving } from './moving.ts';
import type { MemberEvent, MemberState, PendingTransfer } from './state.ts';

/**
 * Points that go to the programme of a partner, or come from there. What goes is set aside until the partner has booked it;
 * what comes is given only then. An answer counts once: a later one that says the opposite is kept, and changes nothing.
 */

type MemberDecision = Decision<MemberEvent, MemberState>;
type Request = MessageOf<typeof requestTransfer>;
type Answer = MessageOf<typeof answerTransfer>;

export function decideRequestTransfer(
  state: MemberState,
  { data: { riderId, programmeId, direction, points } }: Request,
  context: Context,
): MemberDecision {
  const { now } = context;
  const programme = context.read(programmeInForce, {})?.programme;
  if (programme === undefined) return noProgramme('There is no programme for points yet.');
  const exchange = context.read(exchanges, { programmeId })?.exchange;
  const rate = direction === 'OUT' ? exchange?.out : exchange?.in;
  if (exchange === undefined || rate === undefined) {
    return exchangeUnknown(`No points go ${direction} with ${programmeId}.`);
  }
  const counted = countedBy(programme, rate, { programmeId, direction, points }, now);
  const wrong = offRate(state, rate, points, counted);
  if (wrong !== undefined) return transferTooSmall(wrong);
  const { active } = state.balance;
  const ours = direction === 'OUT' ? points : (points * rate.ours) / rate.theirs;
  if (direction === 'OUT' && ours > active) {
    return notEnoughPoints(`You have ${active} active points, and not ${ours}.`);
  }
  const transfer: Transfer = {
    transferId: context.id('ptx'),
    riderId,
    programmeId,
    partnerId: exchange.partnerId,
    direction,
    ours,
    theirs: direction === 'OUT' ? (points * rate.theirs) / rate.ours : points,
    requestedAt: now,
    answerDueAt: addSeconds(now, exchange.answerDays * DAY_SECONDS),
    state: 'PENDING',
  };
  const moving = new Moving(state, programme, now);
  const shares = direction === 'OUT' ? firstOf(state.lots, ours) : [];
  if (direction === 'OUT') {
    moving.move({
      movementId: `transfer/${transfer.transferId}`,
      reason: { code: 'TRANSFER_REQUESTED', transferId: transfer.transferId, programmeId },
      reserved: ours,
      lots: negative(shares),
    });
  }
  moving.add(transferRequested({ riderId, transfer, shares: [...shares], counted, time: now }));
  return { kind: 'accept', events: moving.events, result: transfer };
}

/** What a transfer counts for, limited or not: a limit may be published later. */
function countedBy(
  programme: Programme,
  { most }: Rate,
  { programmeId, direction, points }: Pick<Request['data'], 'programmeId' | 'direction' | 'points'>,
  now: string,
): Counted {
  const per = most?.per ?? 'ever';
  const ruleId = `${direction === 'OUT' ? 'out' : 'in'}/${programmeId}`;
  return { ruleId, per, period: periodOf(programme, now, per), points };
}

/** Why the rate does not allow so many; undefined when it does. */
function offRate({ counted }: MemberState, rate: Rate, points: number, now: Counted): string | undefined {
  const { least, step, most } = rate;
  if (points < least) return `${points} points are too few: at least ${least} are transferred.`;
  if (points % step !== 0) return `${points} points are no multiple of ${step}.`;
  if (most === undefined) return undefined;
  const before = counted.find(({ ruleId, period }) => ruleId === now.ruleId && period === now.period);
  const left = most.points - (before?.points ?? 0);
  return points > left ? `Only ${Math.max(0, left)} more can be transferred in this ${most.per}.` : undefined;
}

export function decideAnswerTransfer(
  state: MemberState,
  { data, principal }: Answer,
  context: Context,
): MemberDecision {
  const { transferId } = data;
  const by = answererOf({ data, principal });
  if (by === undefined) {
    return { kind: 'refuse', code: 'FORBIDDEN', detail: 'Only the partner or an operator answers.' };
  }
  const known = context.read(transfers, { transferId });
  const isOfPartner = data.from === undefined || known?.partnerId === data.from.partnerId;
  if (known === undefined || known.riderId !== data.riderId || !isOfPartner) {
    return transferUnknown(`There is no transfer ${transferId}.`);
  }
  const { answer, reference, theirs, reason } = data;
  const answered = {
    answer,
    at: context.now,
    by,
    ...(reference === undefined ? {} : { reference }),
    ...(theirs === undefined ? {} : { theirs }),
    ...(reason === undefined ? {} : { reason }),
  };
  const pending = state.transfers.find(({ transfer }) => transfer.transferId === transferId);
  if (pending === undefined) return decideAnswerAgain(known, answered, context);
  const programme = context.read(programmeInForce, {})?.programme;
  if (programme === undefined) return noProgramme('There is no programme for points yet.');
  const moving = new Moving(state, programme, context.now);
  settle(moving, programme, pending, answer, context.now);
  const transfer: Transfer = { ...pending.transfer, state: answer, answered };
  const { riderId } = state;
  const { counted } = pending;
  const back = answer === 'REFUSED' ? { counted: { ...counted, points: -counted.points } } : {};
  moving.add(transferAnswered({ riderId, transfer, ...back, time: context.now }));
  return { kind: 'accept', events: moving.events, result: transfer };
}

type Answered = NonNullable<Transfer['answered']>;

function answererOf({ data: { from, reason = '' }, principal }: Pick<Answer, 'data' | 'principal'>) {
  if (from !== undefined) return principal === undefined ? from : undefined;
  return principal?.kind === 'operator' ? { operator: principal.id, text: reason } : undefined;
}

/** The same again is nothing new. The opposite is kept for whoever compares statements. */
function decideAnswerAgain(known: Transfer, answered: Answered, { now }: Context): MemberDecision {
  if ('operator' in answered.by) return transferSettled(`The transfer is ${known.state}.`);
  const isSame = known.state === answered.answer || known.contradicted?.answer === answered.answer;
  if (isSame) return { kind: 'ignore', reason: `It is ${known.state}, and was said before.` };
  const transfer = { ...known, contradicted: answered };
  return {
    kind: 'accept',
    events: [transferAnswered({ riderId: known.riderId, transfer, time: now })],
    result: transfer,
  };
}

function settle(
  moving: Moving,
  programme: Programme,
  { transfer: { transferId, programmeId, direction, ours }, shares }: PendingTransfer,
  answer: 'BOOKED' | 'REFUSED',
  now: string,
): void {
  const named = { transferId, programmeId };
  if (direction === 'IN') {
    if (answer === 'REFUSED') return;
    moving.move({
      movementId: `receive/${transferId}`,
      reason: { code: 'RECEIVED', ...named },
      ...given([{ ...expiryOf(programme, now), points: ours }], moving.state.balance.owed),
    });
    return;
  }
  if (answer === 'BOOKED') {
    moving.move({
      movementId: `transferred/${transferId}`,
      reason: { code: 'TRANSFERRED', ...named },
      reserved: -ours,
    });
    return;
  }
  const free = stillValid(shares, now, { ...graceOf(programme, now), points: 0 });
  moving.move({
    movementId: `refused/${transferId}`,
    reason: { code: 'TRANSFER_REFUSED', ...named },
    reserved: -sumOf(shares),
    ...given(free, moving.state.balance.owed),
  });
}

/** The rider is erased: what was not answered is over, and what the partner booked shows in its statement. */
export const forfeited = ({ riderId, transfers: open }: MemberState, time: string): readonly MemberEvent[] =>
  open.map(({ transfer }) =>
    transferAnswered({ riderId, transfer: { ...transfer, state: 'FORFEITED' }, time }),
  );
