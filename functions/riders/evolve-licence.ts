import type {
  licenceExpired,
  licenceProviderAsked,
  licenceRejected,
  licenceSubmitted,
  licenceVerified,
} from '../../shared/contracts/riders/licence.ts';
import { lastDayBefore } from '../../shared/kernel/day.ts';
import type { EventOf } from '../../shared/runtime/domain.ts';
import type { LicenceState, RiderState } from './state.ts';

export type LicenceEvent = EventOf<
  | typeof licenceSubmitted
  | typeof licenceProviderAsked
  | typeof licenceVerified
  | typeof licenceRejected
  | typeof licenceExpired
>;

/** The licence after an event about it. */
export function evolveLicence(state: RiderState, event: LicenceEvent): Pick<RiderState, 'licence'> {
  if (event.type === 'riders.licence-submitted.v1') {
    const { checkId, licence: sealed, classes, validUntil, time } = event.data;
    const asked = { attempt: 1, time };
    return {
      licence: {
        checkId,
        status: 'PENDING',
        sealed,
        classes,
        validUntil,
        submittedAt: time,
        asked,
        answered: 0,
      },
    };
  }
  const { licence } = state;
  return licence?.checkId === event.data.checkId ? { licence: afterAnswer(licence, event) } : {};
}

function afterAnswer(
  licence: LicenceState,
  event: Exclude<LicenceEvent, { type: 'riders.licence-submitted.v1' }>,
): LicenceState {
  const answered = licence.asked.attempt;
  switch (event.type) {
    case 'riders.licence-provider-asked.v1': {
      const { attempt, time } = event.data;
      return { ...licence, asked: { attempt, time } };
    }
    case 'riders.licence-verified.v1': {
      const { classes, validUntil, time } = event.data;
      return {
        ...licence,
        status: 'VERIFIED',
        classes,
        validUntil: lastDayBefore(validUntil),
        verifiedAt: time,
        answered,
      };
    }
    case 'riders.licence-rejected.v1':
      return { ...licence, status: 'REJECTED', reason: event.data.reason, answered };
    case 'riders.licence-expired.v1':
      return { ...licence, status: 'EXPIRED' };
  }
}
