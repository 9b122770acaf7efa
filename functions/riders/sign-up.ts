import type { Static } from 'typebox';
import { licenceRejected } from '../../shared/contracts/riders/licence.ts';
import {
  profileChanged,
  type SealedProfile,
  signedUp,
  type signUp,
} from '../../shared/contracts/riders/riders.ts';
import type { Context, Decision, MessageOf } from '../../shared/runtime/domain.ts';
import type { RiderEvent } from './evolve.ts';
import { absent, type RiderState } from './state.ts';

type Sealed = Static<typeof SealedProfile>;

/** Signs up, or changes the profile. A licence was checked against name and birth date: with others it counts no more. */
export function decideSignUp(
  state: RiderState,
  { data }: MessageOf<typeof signUp>,
  context: Context,
): Decision<RiderEvent> {
  const { riderId, profile } = data;
  const result = { riderId };
  const changed = { riderId, profile, time: context.now };
  if (state.erased !== undefined) return absent(state);
  if (state.signedUp === undefined) {
    return { kind: 'accept', events: [signedUp(changed)], result };
  }
  const before = state.signedUp.profile;
  if (isSame(before, profile)) return { kind: 'accept', events: [], result };
  const events: RiderEvent[] = [profileChanged(changed)];
  const { licence } = state;
  const counts = licence?.status === 'PENDING' || licence?.status === 'VERIFIED';
  if (licence !== undefined && counts && !isSamePerson(before, profile)) {
    events.push(
      licenceRejected({ riderId, checkId: licence.checkId, reason: 'HOLDER_CHANGED', time: context.now }),
    );
  }
  return { kind: 'accept', events, result };
}

/** Sealed texts differ each time that they are sealed; the route sends again as it was what is still the same. */
function isSame(a: Sealed, b: Sealed): boolean {
  return isSamePerson(a, b) && a.email === b.email && a.phone === b.phone;
}

function isSamePerson(a: Sealed, b: Sealed): boolean {
  return a.name === b.name && a.birthDate === b.birthDate;
}
