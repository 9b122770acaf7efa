import {
  Integer,
  Array as List,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { strict, Thumbprint, Time } from '../../shared/contracts/fields.ts';
import { personal } from '../../shared/contracts/personal.ts';
import { SealedBillingAddress } from '../../shared/contracts/riders/billing-address.ts';
import { Purpose } from '../../shared/contracts/riders/consents.ts';
import { groupsSet } from '../../shared/contracts/riders/groups.ts';
import {
  LicenceClasses,
  LicenceStatus,
  RejectionReason,
  SealedLicence,
} from '../../shared/contracts/riders/licence.ts';
import { PaymentKind, PaymentRefusal } from '../../shared/contracts/riders/payment.ts';
import { PhoneKeyId } from '../../shared/contracts/riders/phone-keys.ts';
import { SealedProfile } from '../../shared/contracts/riders/riders.ts';
import { type Frozen, type ReadModelItem, readModel } from '../../shared/runtime/read-model.ts';
import type { PaymentCheckState, RiderState } from './state.ts';

const Question = Obj({ attempt: Integer({ minimum: 1 }), time: Time }, strict);

const { riderId: _, ...groupFields } = groupsSet.data.properties;
const Groups = Obj(groupFields, strict);

const Present = Obj(
  {
    status: Union([Literal('ACTIVE'), Literal('BLOCKED')]),
    profile: SealedProfile,
    signedUpAt: Time,
    groups: Optional(Groups),
    billingAddress: Optional(SealedBillingAddress),
    consents: List(
      Obj({ purpose: Purpose, givenAt: Time, textVersion: Str(), withdrawnAt: Optional(Time) }, strict),
    ),
    licence: Optional(
      Obj(
        {
          checkId: Str(),
          status: LicenceStatus,
          reason: Optional(RejectionReason),
          sealed: SealedLicence,
          classes: LicenceClasses,
          validUntil: Str(),
          submittedAt: Time,
          verifiedAt: Optional(Time),
          asked: Question,
          answered: Integer({ minimum: 0 }),
        },
        strict,
      ),
    ),
    paymentMethod: Optional(Obj({ paymentMethodId: Str(), kind: PaymentKind, time: Time }, strict)),
    paymentCheck: Optional(
      Obj(
        {
          paymentMethodId: Str(),
          status: Union([Literal('PENDING'), Literal('REFUSED')]),
          reason: Optional(PaymentRefusal),
          link: Optional(personal()),
          submittedAt: Time,
          asked: Question,
        },
        strict,
      ),
    ),
    phoneKeys: List(
      Obj(
        { phoneKeyId: PhoneKeyId, thumbprint: Thumbprint, name: Optional(personal()), registeredAt: Time },
        strict,
      ),
    ),
  },
  strict,
);
export type PresentRider = Static<typeof Present>;

/** What the room's routes read of a rider. What is personal is sealed here too. */
const Rider = Union([Present, Obj({ status: Literal('ERASED') }, strict)]);
type RiderBody = Static<typeof Rider>;
export const riders = readModel('rider/{riderId}', Rider);

export function readModels(state: RiderState): readonly ReadModelItem[] {
  const body = bodyOf(state);
  return body === undefined ? [] : [riders({ riderId: state.riderId }, body)];
}

function bodyOf(state: RiderState): Frozen<RiderBody> | undefined {
  const {
    signedUp,
    blocked,
    groups,
    billingAddress,
    consents,
    licence,
    paymentMethod,
    paymentCheck,
    phoneKeys,
    erased,
  } = state;
  if (erased !== undefined) return { status: 'ERASED' };
  if (signedUp === undefined) return undefined;
  return {
    status: blocked ? 'BLOCKED' : 'ACTIVE',
    profile: signedUp.profile,
    signedUpAt: signedUp.time,
    ...(groups === undefined ? {} : { groups }),
    ...(billingAddress === undefined ? {} : { billingAddress }),
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
