import { Array as List, Literal, Object as Obj, Optional, Union } from 'typebox';
import { route } from '../define.ts';
import { RiderId, strict, Time } from '../fields.ts';
import { BillingAddress, billingAddressExample } from './billing-address.ts';
import { Consent, consentExample } from './consents.ts';
import { RiderGroups } from './groups.ts';
import { licenceExample, OwnLicence } from './licence.ts';
import { OwnPaymentMethod, PaymentMethodCheck, paymentMethodExample } from './payment.ts';
import { OwnPhoneKey, phoneKeyExample } from './phone-keys.ts';
import { Profile, profileExample } from './riders.ts';

/** Everything that the platform knows about a rider as a person, for that rider. */
const Rider = Obj(
  {
    riderId: RiderId,
    status: Union([Literal('ACTIVE'), Literal('BLOCKED')]),
    profile: Profile,
    signedUpAt: Time,
    /** Such as students; some have tariffs of their own. */
    groups: Optional(RiderGroups),
    billingAddress: Optional(BillingAddress),
    consents: List(Consent),
    licence: Optional(OwnLicence),
    paymentMethod: Optional(OwnPaymentMethod),
    paymentMethodCheck: Optional(PaymentMethodCheck),
    phoneKeys: List(OwnPhoneKey),
  },
  strict,
);

export const getMe = route({
  id: 'getMe',
  method: 'GET',
  path: '/v1/riders/me',
  summary: 'Read everything about oneself',
  principals: ['rider'],
  success: {
    status: 200,
    description: 'The rider',
    body: Rider,
    example: {
      riderId: 'ana',
      status: 'ACTIVE',
      profile: profileExample,
      signedUpAt: '2026-01-31T08:00:00.000Z',
      billingAddress: billingAddressExample,
      consents: [consentExample],
      licence: licenceExample,
      paymentMethod: paymentMethodExample,
      phoneKeys: [phoneKeyExample],
    },
  },
  errors: ['RIDER_NOT_REGISTERED', 'RIDER_ERASED'],
});
