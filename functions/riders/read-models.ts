import type { Static } from 'typebox';
import type { SealedProfile } from '../../shared/contracts/riders/riders.ts';
import type { Instant } from '../../shared/kernel/time.ts';
import type { Document } from '../../shared/runtime/domain.ts';
import type {
  ConsentState,
  LicenceState,
  PaymentCheckState,
  PaymentMethodState,
  PhoneKeyState,
  RiderState,
} from './state.ts';

/** What the room's routes read of a rider. What is personal is sealed here too. */
export type RiderDocument =
  | {
      readonly status: 'ACTIVE' | 'BLOCKED';
      readonly profile: Static<typeof SealedProfile>;
      readonly signedUpAt: Instant;
      readonly consents: readonly ConsentState[];
      readonly licence?: LicenceState;
      readonly paymentMethod?: PaymentMethodState;
      readonly paymentCheck?: Omit<PaymentCheckState, 'token'>;
      readonly phoneKeys: readonly PhoneKeyState[];
    }
  | { readonly status: 'ERASED' };

export const riderKeyOf = (riderId: string): string => `rider/${riderId}`;

export function documents(state: RiderState): readonly Document[] {
  const body = bodyOf(state);
  return body === undefined ? [] : [{ key: riderKeyOf(state.riderId), body }];
}

function bodyOf(state: RiderState): RiderDocument | undefined {
  const { signedUp, blocked, consents, licence, paymentMethod, paymentCheck, phoneKeys, erased } = state;
  if (erased !== undefined) return { status: 'ERASED' };
  if (signedUp === undefined) return undefined;
  return {
    status: blocked ? 'BLOCKED' : 'ACTIVE',
    profile: signedUp.profile,
    signedUpAt: signedUp.time,
    consents,
    ...(licence === undefined ? {} : { licence }),
    ...(paymentMethod === undefined ? {} : { paymentMethod }),
    ...(paymentCheck === undefined ? {} : { paymentCheck: withoutToken(paymentCheck) }),
    phoneKeys,
  };
}

function withoutToken(check: PaymentCheckState): Omit<PaymentCheckState, 'token'> {
  const { token: _, ...rest } = check;
  return rest;
}
