import type { Static } from 'typebox';
import type { OwnLicence } from '../../shared/contracts/riders/licence.ts';
import type { getMe } from '../../shared/contracts/riders/own-data.ts';
import type { RiderKey } from '../../shared/runtime/keys/rider-keys.ts';
import type { PresentRider } from './read-models.ts';

type OwnData = Static<(typeof getMe)['success']['body']>;

/** Everything about a rider, for that rider: opened with the rider's key. */
export function ownData(riderId: string, rider: PresentRider, key: RiderKey): OwnData {
  const {
    status,
    profile,
    signedUpAt,
    groups,
    billingAddress,
    consents,
    licence,
    paymentMethod,
    paymentCheck,
    phoneKeys,
  } = rider;
  return {
    riderId,
    status,
    profile: key.open(profile),
    signedUpAt,
    ...(groups === undefined ? {} : { groups: [...groups.groups] }),
    ...(billingAddress === undefined ? {} : { billingAddress: key.open(billingAddress) }),
    consents: [...consents],
    ...(licence === undefined ? {} : { licence: ownLicence(licence, key) }),
    ...(paymentMethod === undefined ? {} : { paymentMethod: ownPaymentMethod(paymentMethod) }),
    ...(paymentCheck === undefined ? {} : { paymentMethodCheck: ownPaymentCheck(paymentCheck, key) }),
    phoneKeys: phoneKeys.map((phone) => ownPhone(phone, key)),
  };
}

function ownLicence(licence: NonNullable<PresentRider['licence']>, key: RiderKey): Static<typeof OwnLicence> {
  const { sealed, classes, validUntil, status, reason, submittedAt, verifiedAt } = licence;
  return {
    ...key.open(sealed),
    classes: [...classes],
    validUntil,
    status,
    ...(reason === undefined ? {} : { reason }),
    submittedAt,
    ...(verifiedAt === undefined ? {} : { verifiedAt }),
  };
}

function ownPaymentMethod({ time, ...rest }: NonNullable<PresentRider['paymentMethod']>) {
  return { ...rest, setAt: time };
}

function ownPaymentCheck(
  check: NonNullable<PresentRider['paymentCheck']>,
  key: RiderKey,
): OwnData['paymentMethodCheck'] {
  const { asked: _, link: sealed, ...rest } = check;
  const { link } = key.open({ link: sealed });
  return link === undefined ? rest : { ...rest, link };
}

function ownPhone(
  { name, ...rest }: PresentRider['phoneKeys'][number],
  key: RiderKey,
): OwnData['phoneKeys'][number] {
  const { phoneName } = key.open({ phoneName: name });
  return phoneName === undefined ? rest : { ...rest, name: phoneName };
}
