import type { Static } from 'typebox';
import type { Data } from '../../shared/contracts/define.ts';
import type { SealedBillingAddress } from '../../shared/contracts/riders/billing-address.ts';
import type { Purpose } from '../../shared/contracts/riders/consents.ts';
import type { OpenMatter } from '../../shared/contracts/riders/erasure.ts';
import type { groupsSet } from '../../shared/contracts/riders/groups.ts';
import type {
  LicenceClass,
  LicenceStatus,
  RejectionReason,
  SealedLicence,
} from '../../shared/contracts/riders/licence.ts';
import type { PaymentRefusal, paymentMethodSet } from '../../shared/contracts/riders/payment.ts';
import type { SealedProfile } from '../../shared/contracts/riders/riders.ts';
import type { Day } from '../../shared/kernel/day.ts';
import type { Instant } from '../../shared/kernel/time.ts';
import type { Refusal } from '../../shared/runtime/domain.ts';
import type { Question } from './questions.ts';

export interface RiderState {
  readonly riderId: string;
  /** Absent until the rider has signed up, and once erased. */
  readonly signedUp?: { readonly time: Instant; readonly profile: Static<typeof SealedProfile> };
  readonly blocked: boolean;
  readonly groups?: GroupsState;
  /** Sealed. */
  readonly billingAddress?: SealedBillingAddress;
  readonly consents: readonly ConsentState[];
  readonly licence?: LicenceState;
  readonly paymentMethod?: PaymentMethodState;
  /** The last one that was submitted, until it is accepted. */
  readonly paymentCheck?: PaymentCheckState;
  readonly challenges: readonly { readonly challenge: string; readonly expires: Instant }[];
  readonly phoneKeys: readonly PhoneKeyState[];
  /** Thumbprints, newest first: a revoked key never comes back. */
  readonly revokedPhones: readonly string[];
  /** Ids of rentals that are not over. */
  readonly rentals: readonly string[];
  /** What is open of rentals that are over, and of fees. */
  readonly matters?: readonly Matter[];
  /** Of which the billing room has said that they are settled, newest last: it may say so before it is known that they are over. */
  readonly settled?: readonly string[];
  readonly erased?: { readonly time: Instant; readonly keyDestroyedAt?: Instant };
}

/** In which groups the rider is, and who said so last, and why. */
export type GroupsState = Omit<Data<typeof groupsSet>, 'riderId'>;

export interface ConsentState {
  readonly purpose: Purpose;
  readonly givenAt: Instant;
  readonly textVersion: string;
  readonly withdrawnAt?: Instant;
}

export interface LicenceState {
  readonly checkId: string;
  readonly status: Static<typeof LicenceStatus>;
  readonly reason?: RejectionReason;
  readonly sealed: Static<typeof SealedLicence>;
  readonly classes: readonly LicenceClass[];
  readonly validUntil: Day;
  readonly submittedAt: Instant;
  readonly verifiedAt?: Instant;
  /** When the provider was asked last. */
  readonly asked: Question;
  /** The last question that has its answer; 0 while none has. */
  readonly answered: number;
}

export type PaymentMethodState = Pick<Data<typeof paymentMethodSet>, 'paymentMethodId' | 'kind' | 'time'>;

export interface PaymentCheckState {
  readonly paymentMethodId: string;
  /** Sealed. */
  readonly token: string;
  readonly status: 'PENDING' | 'REFUSED';
  readonly reason?: PaymentRefusal;
  /** Sealed. Where the rider has to authenticate. */
  readonly link?: string;
  readonly submittedAt: Instant;
  readonly asked: Question;
}

export interface Matter {
  /** A rental or a fee. */
  readonly subject: string;
  readonly about: 'MONEY' | 'GRANTS';
  readonly open: OpenMatter;
  readonly until?: Instant;
}

export interface PhoneKeyState {
  readonly phoneKeyId: string;
  readonly thumbprint: string;
  /** Sealed. */
  readonly name?: string;
  readonly registeredAt: Instant;
}

export function initialRider(riderId: string): RiderState {
  return {
    riderId,
    blocked: false,
    consents: [],
    challenges: [],
    phoneKeys: [],
    revokedPhones: [],
    rentals: [],
  };
}

export type SignedUp = RiderState & Required<Pick<RiderState, 'signedUp'>>;

export function isSignedUp(state: RiderState): state is SignedUp {
  return state.signedUp !== undefined;
}

/** Why somebody who has not signed up, or was erased, can do nothing here. */
export function absent({ riderId, erased }: RiderState): { readonly kind: 'refuse' } & Refusal {
  return erased === undefined
    ? { kind: 'refuse', code: 'RIDER_NOT_REGISTERED', detail: `Rider ${riderId} has not signed up.` }
    : { kind: 'refuse', code: 'RIDER_ERASED', detail: `Rider ${riderId} was erased.` };
}
