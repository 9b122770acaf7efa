import {
  askLicenceProvider,
  expireLicence,
  licenceExpired,
  licenceProviderAsked,
  licenceRejected,
  licenceSubmitted,
  licenceVerified,
  type recordLicenceCheck,
  type submitLicence,
} from '../../shared/contracts/riders/licence.ts';
import { endOfDay } from '../../shared/kernel/day.ts';
import { addSeconds, DAY_SECONDS, type Instant, isBefore } from '../../shared/kernel/time.ts';
import type { Context, Decision, MessageOf, Output, Timer } from '../../shared/runtime/domain.ts';
import type { RiderEvent } from './evolve.ts';
import { licencePort } from './ports.ts';
import { askAgainAt, MOST_QUESTIONS } from './questions.ts';
import { absent, isSignedUp, type LicenceState, type RiderState, type SignedUp } from './state.ts';

/** A licence may be withdrawn, and its holder gets older: the provider is asked again after this time. */
const RECHECK_SECONDS = 180 * DAY_SECONDS;

/** Takes a licence to be checked, in the place of the one before. */
export function decideSubmitLicence(
  state: RiderState,
  { data }: MessageOf<typeof submitLicence>,
  context: Context,
): Decision<RiderEvent> {
  if (!isSignedUp(state)) return absent(state);
  if (!isBefore(context.now, endOfDay(data.validUntil))) {
    return {
      kind: 'refuse',
      code: 'LICENCE_EXPIRED',
      detail: `The licence was valid until ${data.validUntil}; submit one that is valid.`,
    };
  }
  const checkId = context.id('lic');
  const event = { ...data, checkId, time: context.now };
  return {
    kind: 'accept',
    events: [licenceSubmitted(event)],
    outputs: [questionOf(state, { ...data, sealed: data.licence, checkId }, 1)],
    result: { riderId: data.riderId, status: 'PENDING' },
  };
}

/** What the provider says. Late answers about another licence, or to an earlier question than the last answer, are none. */
export function decideRecordLicenceCheck(
  state: RiderState,
  { data }: MessageOf<typeof recordLicenceCheck>,
  context: Context,
): Decision<RiderEvent> {
  const { riderId, checkId, attempt, outcome } = data;
  const { licence } = state;
  const isAwaited = licence?.checkId === checkId && canChange(licence) && attempt > licence.answered;
  if (!isAwaited) return { kind: 'ignore', reason: 'The licence is another by now, or was decided on.' };
  if (outcome.result === 'PENDING') return { kind: 'ignore', reason: 'The provider is asked again later.' };
  const known = { riderId, checkId, time: context.now };
  if (outcome.result === 'REJECTED') return rejected({ ...known, reason: outcome.reason });
  const validUntil = endOfDay(outcome.validUntil);
  if (!isBefore(context.now, validUntil)) return rejected({ ...known, reason: 'OUT_OF_DATE' });
  const { classes, ageAtLeast } = outcome;
  const verified = { ...known, classes, validUntil, ageAtLeast };
  return { kind: 'accept', events: [licenceVerified(verified)] };
}

/** The timer: asks again, or gives up on a licence that nobody has ever found valid. */
export function decideAskLicenceProvider(
  state: RiderState,
  { data }: MessageOf<typeof askLicenceProvider>,
  context: Context,
): Decision<RiderEvent> {
  const { riderId, checkId, attempt } = data;
  const { licence } = state;
  const isNext = licence?.checkId === checkId && canChange(licence) && attempt === licence.asked.attempt + 1;
  if (!isSignedUp(state) || licence === undefined || !isNext) {
    return { kind: 'ignore', reason: 'The licence is another by now, or was decided on.' };
  }
  // A timer that was dropped comes all the same: the provider may have answered since.
  if (isBefore(context.now, askAt(licence))) {
    return { kind: 'ignore', reason: 'There is a result, and it is not old.' };
  }
  if (licence.status === 'PENDING' && attempt > MOST_QUESTIONS) {
    return rejected({ riderId, checkId, reason: 'NO_RESULT', time: context.now });
  }
  const asked = { riderId, checkId, attempt, time: context.now };
  return {
    kind: 'accept',
    events: [licenceProviderAsked(asked)],
    outputs: [questionOf(state, licence, attempt)],
  };
}

/** The timer: the licence's last day is over. */
export function decideExpireLicence(
  { licence }: RiderState,
  { data }: MessageOf<typeof expireLicence>,
  context: Context,
): Decision<RiderEvent> {
  const isOver =
    licence?.checkId === data.checkId &&
    licence.status === 'VERIFIED' &&
    !isBefore(context.now, endOfDay(licence.validUntil));
  return isOver
    ? {
        kind: 'accept',
        events: [licenceExpired({ ...data, time: context.now })],
      }
    : { kind: 'ignore', reason: 'The licence is another by now, or valid for longer.' };
}

/** When the provider is asked again, and when the licence ends. */
export function licenceTimers({ riderId, licence }: RiderState): readonly Timer[] {
  if (licence === undefined || !canChange(licence)) return [];
  const { checkId, asked } = licence;
  const attempt = asked.attempt + 1;
  const ask: Timer = {
    id: `ask-licence-provider/${checkId}/${attempt}`,
    at: askAt(licence),
    command: askLicenceProvider({ riderId, checkId, attempt }),
  };
  if (licence.status === 'PENDING') return [ask];
  const expire: Timer = {
    id: `expire-licence/${checkId}`,
    at: endOfDay(licence.validUntil),
    command: expireLicence({ riderId, checkId }),
  };
  return [ask, expire];
}

/** When the provider is to be asked the next time: soon while there is no result, and once the last one is old. */
function askAt({ asked, answered, verifiedAt }: LicenceState): Instant {
  return answered === asked.attempt
    ? addSeconds(verifiedAt ?? asked.time, RECHECK_SECONDS)
    : askAgainAt(asked);
}

/** Whether there is still something to learn about it. */
function canChange({ status }: LicenceState): boolean {
  return status === 'PENDING' || status === 'VERIFIED';
}

function rejected(
  data: Extract<RiderEvent, { type: 'riders.licence-rejected.v1' }>['data'],
): Decision<RiderEvent> {
  return { kind: 'accept', events: [licenceRejected(data)] };
}

function questionOf(
  { riderId, signedUp }: SignedUp,
  {
    checkId,
    sealed,
    classes,
    validUntil,
  }: Pick<LicenceState, 'checkId' | 'sealed' | 'classes' | 'validUntil'>,
  attempt: number,
): Output {
  const { name, birthDate } = signedUp.profile;
  return licencePort({
    riderId,
    checkId,
    attempt,
    holder: { name, birthDate },
    licence: sealed,
    classes: [...classes],
    validUntil,
  });
}
