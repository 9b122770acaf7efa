import type {
  phoneChallengeIssued,
  phoneKeyRegistered,
  phoneKeyRevoked,
} from '../../shared/contracts/riders/phone-keys.ts';
import { isBefore } from '../../shared/kernel/time.ts';
import type { EventOf } from '../../shared/runtime/domain.ts';
import type { RiderState } from './state.ts';

export type PhoneEvent = EventOf<
  typeof phoneChallengeIssued | typeof phoneKeyRegistered | typeof phoneKeyRevoked
>;

/** More open challenges than phones at hand are nobody's; the oldest goes. */
const MOST_CHALLENGES = 4;
/** How many revoked keys are known again. */
const KEPT_REVOCATIONS = 100;

/** The phones after an event about them. */
export function evolvePhones(
  { challenges, phoneKeys, revokedPhones }: RiderState,
  event: PhoneEvent,
): Partial<Pick<RiderState, 'challenges' | 'phoneKeys' | 'revokedPhones'>> {
  switch (event.type) {
    case 'riders.phone-challenge-issued.v1': {
      const { challenge, expires, time } = event.data;
      const open = challenges.filter((one) => isBefore(time, one.expires));
      return { challenges: [...open, { challenge, expires }].slice(-MOST_CHALLENGES) };
    }
    case 'riders.phone-key-registered.v1': {
      const { phoneKeyId, thumbprint, name, challenge, time } = event.data;
      const key = { phoneKeyId, thumbprint, ...(name === undefined ? {} : { name }), registeredAt: time };
      return {
        challenges: challenges.filter((one) => one.challenge !== challenge),
        phoneKeys: [...phoneKeys, key],
      };
    }
    case 'riders.phone-key-revoked.v1': {
      const { phoneKeyId, thumbprint } = event.data;
      return {
        phoneKeys: phoneKeys.filter((key) => key.phoneKeyId !== phoneKeyId),
        revokedPhones: [thumbprint, ...revokedPhones].slice(0, KEPT_REVOCATIONS),
      };
    }
  }
}
