import { TARIFF_FLEET } from '../../../shared/contracts/billing/billing.ts';
import {
  type FeatureDiscount,
  type FeatureTerms,
  getFeatureList,
  getRentalFeatures,
  postFeature,
  postFeatureEnd,
  putFeatureList,
} from '../../../shared/contracts/billing/features.ts';
import { change } from '../../../shared/runtime/change.ts';
import { read } from '../../../shared/runtime/http.ts';
import { ProblemError } from '../../../shared/runtime/problem.ts';
import { readAll, readOne } from '../../../shared/runtime/read-models.ts';
import { hasBegun } from '../charging/so-far.ts';
import { boughtOfRental, featureLists, rentalCharges } from '../read-models.ts';
import { featureCharge } from './feature-list.ts';
import { isFor, voucherOf } from './feature-voucher.ts';

/** Features of cars: operators manage the list, riders see prices, buy, and see what they have. */

async function rentalOf(rentalId: string, riderId?: string) {
  const rental = await readOne(rentalCharges, { rentalId });
  if (rental !== undefined && rental.of.riderId === (riderId ?? rental.of.riderId)) return rental;
  throw new ProblemError('RENTAL_UNKNOWN', `There is no rental ${rentalId} of yours.`);
}

/** The price with the voucher that is attached for it. */
function withVoucher(terms: FeatureTerms, currency: string, known: FeatureDiscount | undefined) {
  const voucherId = voucherOf(known);
  if (known === undefined || voucherId === undefined || !isFor(known, terms.feature, currency)) return {};
  return { withVoucher: { voucherId, charge: featureCharge(terms, currency, [known.discount]) } };
}

export const featureRoutes = [
  read(getFeatureList, async () => {
    const list = await readOne(featureLists, {});
    if (list !== undefined) return list;
    throw new ProblemError('NOT_FOUND', 'There is no list of features.');
  }),
  change(putFeatureList, async ({ body: list }) => ({ fleet: TARIFF_FLEET, list }) as const),
  read(getRentalFeatures, async ({ principal, params: { rentalId } }) => {
    const { metered } = await rentalOf(rentalId, principal.kind === 'rider' ? principal.id : undefined);
    const [known, bought] = await Promise.all([
      readOne(featureLists, {}),
      readAll(boughtOfRental, { rentalId }),
    ]);
    if (known === undefined || metered === undefined || !hasBegun(metered)) return { offered: [], bought };
    const { version, list } = known;
    const offered = list.features
      .filter(({ models }) => models.includes(metered.model))
      .map((terms) => ({
        feature: terms.feature,
        minutes: terms.minutes,
        charge: featureCharge(terms, list.currency),
        ...withVoucher(terms, list.currency, metered.featureDiscount),
        texts: terms.texts,
      }));
    return { listVersion: version, offered, bought };
  }),
  change(postFeature, async ({ principal, params: { rentalId }, body }) => {
    await rentalOf(rentalId, principal.id);
    return { rentalId, riderId: principal.id, ...body };
  }),
  change(postFeatureEnd, async ({ params: { rentalId, entitlementId }, body: { reason } }) => {
    const { of } = await rentalOf(rentalId);
    return { entitlementId, rentalId, riderId: of.riderId, reason };
  }),
];
