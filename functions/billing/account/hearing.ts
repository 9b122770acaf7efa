import {
  type Account,
  claimOpened,
  creditGranted,
  creditTooHigh,
  dueChanged,
  type grantCredit,
  paymentDisputed,
  paymentHeard,
  paymentReceived,
  paymentReturned,
  voidCommanded,
} from '../../../shared/contracts/billing/account.ts';
import type { rentalMetered } from '../../../shared/contracts/billing/charges.ts';
import {
  authorizationRaised,
  authorizationShort,
  type priceWatched,
} from '../../../shared/contracts/billing/cover.ts';
import { evidencePort } from '../../../shared/contracts/billing/evidence.ts';
import type { featureOrdered } from '../../../shared/contracts/billing/features.ts';
import { voidPayment } from '../../../shared/contracts/payments/commands.ts';
import {
  type captured,
  declined,
  type disputeClosed,
  type disputeOpened,
  type payerKnown,
  type refunded,
  type refundFailed,
} from '../../../shared/contracts/payments/payments.ts';
import { currencyDigits } from '../../../shared/kernel/currencies.ts';
import { moneyText } from '../../../shared/kernel/money.ts';
import type { Context, MessageOf } from '../../../shared/runtime/domain.ts';
import { minorUnits } from '../charging/minor-units.ts';
import { tariffVersions } from '../read-models.ts';
import { isShort, reserved } from './conduct.ts';
import { type AccountDecision, conducted, namesOf, remembered } from './conducting.ts';
import { type DueMessage, dueOf } from './due.ts';
import { evolveAccount } from './evolve-account.ts';
import type { StandingMessage } from './messages.ts';
import { MOST_CREDIT } from './most-credit.ts';
import {
  captureMovement,
  disputeMovement,
  goodwillMovement,
  refundFailureMovement,
  refundMovement,
} from './movements.ts';
import { type AccountEvent, type AccountState, type ClaimState, claimOf, type PartState } from './state.ts';

/** What the account makes of what it hears. What it does then is for `conduct.ts` to say. */

const ignore = (reason: string): AccountDecision => ({ kind: 'ignore', reason });

/** A car was reserved: the amount that the tariff names is reserved, too. */
export function decideReservation(
  state: AccountState,
  { data }: MessageOf<typeof rentalMetered>,
  context: Context,
): AccountDecision {
  const { rentalId, riderId, vin, kind, reservation } = data;
  if (kind !== 'RESERVED' || reservation?.tariff === undefined)
    return ignore('It is no reservation by a tariff.');
  if (remembered(state, rentalId, context) !== undefined) return ignore('The rental is known.');
  const tariff = context.read(tariffVersions, reservation.tariff);
  const authorization = tariff === undefined ? 0 : minorUnits(tariff.authorization, tariff.currency);
  if (tariff === undefined || authorization === 0) return ignore('The tariff wants no authorization.');
  const opened = claimOpened({
    accountId: state.accountId,
    riderId,
    subject: rentalId,
    rentalId,
    vin,
    currency: tariff.currency,
    authorization,
    time: context.now,
  });
  return conducted(state, rentalId, [opened], context);
}

/** A running rental costs so much that more is to be reserved. */
export function decidePrice(
  state: AccountState,
  { data }: MessageOf<typeof priceWatched>,
  context: Context,
): AccountDecision {
  const claim = claimOf(state, data.rentalId);
  if (claim?.authorization === undefined || claim.due !== undefined) {
    return ignore('Nothing is reserved for it, or it is over.');
  }
  if (data.toReserve <= claim.authorization) return ignore('So much is to be reserved already.');
  const raised = authorizationRaised({
    ...namesOf(state, claim, context),
    currency: claim.currency,
    authorization: data.toReserve,
  });
  return conducted(state, data.rentalId, [raised], context);
}

/** A feature was ordered: its price is reserved, until the car has it or does not get it. */
export function decideOrder(
  state: AccountState,
  { data }: MessageOf<typeof featureOrdered>,
  context: Context,
): AccountDecision {
  const { entitlementId: subject, riderId, rentalId, vin, charge } = data;
  if (remembered(state, subject, context) !== undefined) return ignore('The order is known.');
  const opened = claimOpened({
    accountId: state.accountId,
    riderId,
    subject,
    rentalId,
    vin,
    currency: charge.currency,
    authorization: charge.due,
    time: context.now,
  });
  return conducted(state, subject, [opened], context);
}

/** Something is due, or another amount than before. */
export function decideDue(state: AccountState, message: DueMessage, context: Context): AccountDecision {
  const { subject, revision, currency, amount, names } = dueOf(message);
  const known = remembered(state, subject, context);
  if (known?.claim.due !== undefined && known.claim.due.revision >= revision) {
    return ignore(`Revision ${known.claim.due.revision} is known.`);
  }
  const of = { accountId: state.accountId, ...names, subject, time: context.now };
  const opened = known === undefined ? [claimOpened({ ...of, currency })] : known.events;
  return conducted(state, subject, [...opened, dueChanged({ ...of, currency, revision, amount })], context);
}

interface OfPart {
  readonly claim: ClaimState;
  readonly part: PartState;
  /** What brings the claim back, if it was forgotten. */
  readonly events: readonly AccountEvent[];
}

function partOf(
  state: AccountState,
  { subject, paymentId }: { readonly subject: string; readonly paymentId: string },
  context: Context,
): OfPart | undefined {
  const known = remembered(state, subject, context);
  const part = known?.claim.parts.find((one) => one.paymentId === paymentId);
  return known === undefined || part === undefined ? undefined : { ...known, part };
}

const stands = {
  'payments.authorized.v1': 'AUTHORIZED',
  'payments.authentication-needed.v1': 'NEEDS_AUTHENTICATION',
  'payments.declined.v1': 'DECLINED',
  'payments.voided.v1': 'VOIDED',
  'payments.capture-failed.v1': 'VOIDED',
} as const satisfies Record<StandingMessage['type'], PartState['state']>;

/**
 * Whether it is news: what was commanded last has its own answer, and what crossed it on the way is not that. A void is
 * answered by `voided` or `captured`, a capture by `captured` or `capture-failed`.
 */
function isNews(part: PartState, { type }: StandingMessage): boolean {
  switch (part.state) {
    case 'REQUESTED':
      return true;
    case 'NEEDS_AUTHENTICATION':
      return type !== 'payments.authentication-needed.v1';
    case 'AUTHORIZED':
      return type === 'payments.voided.v1' || type === 'payments.capture-failed.v1';
    case 'DECLINED':
      return part.purpose === 'CHARGE' && type !== 'payments.declined.v1';
    case 'CAPTURING':
      return type === 'payments.capture-failed.v1';
    case 'VOIDING':
      return type === 'payments.voided.v1';
    case 'CAPTURED':
    case 'VOIDED':
      return false;
  }
}

export function decideStanding(
  state: AccountState,
  message: StandingMessage,
  context: Context,
): AccountDecision {
  const { data } = message;
  const known = partOf(state, data, context);
  if (known === undefined) return ignore('Billing has commanded no such payment.');
  if (!isNews(known.part, message)) return ignore(`The payment is ${known.part.state}.`);
  const { paymentId, money } = data;
  const of = namesOf(state, known.claim, context);
  const heard = paymentHeard({ ...of, paymentId, money, state: stands[message.type] });
  const events = [...known.events, heard];
  const after = claimOf(events.reduce(evolveAccount, state), data.subject);
  if (message.type === declined.type && after !== undefined && isShort(after)) {
    events.push(authorizationShort({ ...of, paymentId, money, reserved: reserved(after) }));
  }
  return conducted(state, data.subject, events, context);
}

export function decideCaptured(
  state: AccountState,
  { data }: MessageOf<typeof captured>,
  context: Context,
): AccountDecision {
  const known = partOf(state, data, context);
  if (known === undefined) return ignore('Billing has commanded no such payment.');
  if (known.part.state === 'CAPTURED') return ignore('It is booked.');
  const { paymentId, money, provider } = data;
  const { accountId } = state;
  const received = paymentReceived({
    ...namesOf(state, known.claim, context),
    paymentId,
    money,
    movement: captureMovement(paymentId, provider, { accountId, ...money }),
  });
  return conducted(state, data.subject, [...known.events, received], context);
}

export function decideRefunded(
  state: AccountState,
  { type, data }: MessageOf<typeof refunded | typeof refundFailed>,
  context: Context,
): AccountDecision {
  const { paymentId, money, refundId, provider, subject } = data;
  const known = partOf(state, data, context);
  const refund = known?.part.refunds.find((one) => one.refundId === refundId);
  if (known === undefined || refund === undefined) return ignore('Billing has commanded no such refund.');
  const { accountId } = state;
  const of = { ...namesOf(state, known.claim, context), paymentId, money, refundId };
  const moved = { accountId, ...money };
  const failed = type === 'payments.refund-failed.v1';
  if (!failed && refund.state === 'REQUESTED') {
    const returned = paymentReturned({ ...of, movement: refundMovement(refundId, provider, moved) });
    return conducted(state, subject, [...known.events, returned], context);
  }
  if (failed && refund.state === 'REQUESTED') {
    const heard = paymentHeard({ ...of, state: known.part.state });
    return conducted(state, subject, [...known.events, heard], context);
  }
  if (failed && refund.state === 'REFUNDED') {
    const movement = refundFailureMovement(refundId, provider, moved);
    const cameBack = paymentReturned({ ...of, failed: true, movement });
    return conducted(state, subject, [...known.events, cameBack], context);
  }
  return ignore('It is booked.');
}

export function decideDispute(
  state: AccountState,
  { type, data }: MessageOf<typeof disputeOpened | typeof disputeClosed>,
  context: Context,
): AccountDecision {
  const known = partOf(state, data, context);
  if (known === undefined) return ignore('Billing has commanded no such payment.');
  const { paymentId, money, disputeId, provider, subject } = data;
  const isOpen = type === 'payments.dispute-opened.v1';
  // Its opening may be heard again when it is decided.
  const isDecided = known.part.disputesDecided?.includes(disputeId) === true;
  if (isDecided || isOpen === (known.part.disputed === true)) return ignore('It is booked.');
  const now = isOpen ? 'OPEN' : data.outcome;
  const { accountId } = state;
  const disputed = paymentDisputed({
    ...namesOf(state, known.claim, context),
    paymentId,
    money,
    disputeId,
    state: now,
    movement: disputeMovement(disputeId, now, provider, { accountId, ...money }),
  });
  const decision = conducted(state, subject, [...known.events, disputed], context);
  if (!isOpen || decision.kind !== 'accept') return decision;
  const { riderId, rentalId } = known.claim;
  const of = { disputeId, riderId, paymentId, subject, ...(rentalId === undefined ? {} : { rentalId }) };
  return { ...decision, outputs: [...(decision.outputs ?? []), evidencePort({ ...of, money })] };
}

/** Another method: what was declined, or waits for an authentication, is given up, and another one is requested. */
export function decideMethod(
  state: AccountState,
  { data }: MessageOf<typeof payerKnown>,
  context: Context,
): AccountDecision {
  const claim = state.claims.find(({ due, parts }) => due === undefined && waitsForPayer(parts.at(-1)));
  const part = claim?.parts.at(-1);
  if (claim === undefined || part === undefined) {
    return ignore(`Nothing waits for a method of ${data.riderId}.`);
  }
  const { paymentId, amount } = part;
  const of = { ...namesOf(state, claim, context), paymentId, money: { amount, currency: claim.currency } };
  if (part.state === 'DECLINED') {
    return conducted(state, claim.subject, [paymentHeard({ ...of, state: 'VOIDED' })], context);
  }
  const { riderId } = data;
  return { kind: 'accept', events: [voidCommanded(of)], outputs: [voidPayment({ riderId, paymentId })] };
}

const waitsForPayer = (part: PartState | undefined): boolean =>
  part?.state === 'DECLINED' || part?.state === 'NEEDS_AUTHENTICATION';

export function decideGrantCredit(
  state: AccountState,
  { data, principal }: MessageOf<typeof grantCredit>,
  context: Context,
): AccountDecision {
  if (principal?.kind !== 'operator') {
    return { kind: 'refuse', code: 'FORBIDDEN', detail: 'Only operators give credit.' };
  }
  const { riderId, money, reason } = data;
  const { amount, currency } = money;
  const digits = currencyDigits(currency);
  if (digits === undefined) {
    return { kind: 'refuse', code: 'BAD_REQUEST', detail: `${currency} is not a currency of ISO 4217.` };
  }
  const most = MOST_CREDIT * 10 ** digits;
  if (amount > most) {
    return creditTooHigh(`One grant is at most ${moneyText({ amount: most, currency })} ${currency}.`);
  }
  const { accountId } = state;
  const creditId = context.id('crd');
  const granted = creditGranted({
    accountId,
    riderId,
    creditId,
    money,
    reason,
    operator: principal.id,
    movement: goodwillMovement(creditId, { accountId, amount, currency }),
    time: context.now,
  });
  return { kind: 'accept', events: [granted], resultAfter: accountBody };
}

export function accountBody({ accountId, credit }: AccountState): Account {
  return {
    accountId,
    riderId: accountId,
    credit: Object.entries(credit).map(([currency, amount]) => ({ amount, currency })),
  };
}
