import {
  tariffChosen,
  tariffRetiredError,
  tariffUnknown,
} from '../../shared/contracts/billing/tariff-management.ts';
import type { Constraint } from '../../shared/runtime/domain.ts';
import type { BillingEvent } from './state.ts';
import { tariffsIn } from './tariffs/choice.ts';

/** A tariff that rentals may get is published, and it is not retired while it is chosen. */

const published = (tariffId: string): string => `tariff/${tariffId}/published`;
/** Held by the rule that chooses while it names the tariff, or for good by the tariff's retirement. */
const chosenOrRetired = (tariffId: string): string => `tariff/${tariffId}/chosen-or-retired`;
const CHOICE = 'choice';
const RETIREMENT = 'retirement';

export function constraints(event: BillingEvent): readonly Constraint[] {
  switch (event.type) {
    case 'billing.tariff-published.v1': {
      const { tariffId } = event.data;
      return [{ take: published(tariffId), holder: tariffId, refusal: tariffUnknown('It is published.') }];
    }
    case 'billing.tariff-choice-set.v1': {
      const { choice, dropped } = event.data;
      return [
        ...tariffsIn(choice).flatMap((tariffId): readonly Constraint[] => [
          {
            require: published(tariffId),
            refusal: tariffUnknown(`There is no published tariff ${tariffId}.`),
          },
          {
            take: chosenOrRetired(tariffId),
            holder: CHOICE,
            refusal: tariffRetiredError(`${tariffId} is retired.`),
          },
        ]),
        ...dropped.map((tariffId) => ({ release: chosenOrRetired(tariffId), holder: CHOICE })),
      ];
    }
    case 'billing.tariff-retired.v1': {
      const { tariffId } = event.data;
      const refusal = tariffChosen(`The choice of tariffs names ${tariffId}.`);
      return [{ take: chosenOrRetired(tariffId), holder: RETIREMENT, refusal }];
    }
    case 'billing.tariff-drafted.v1':
    case 'billing.pricing-zones-known.v1':
    case 'billing.rental-metered.v1':
    case 'billing.charged.v1':
    case 'billing.credited.v1':
    case 'billing.charge-not-rated.v1':
    case 'billing.adjustment-requested.v1':
    case 'billing.adjustment-rejected.v1':
    case 'billing.document-issued.v1':
    case 'billing.document-stored.v1':
    case 'billing.customer-known.v1':
    case 'billing.fee-list-set.v1':
    case 'billing.fee-posted.v1':
    case 'billing.fee-objected.v1':
    case 'billing.fee-upheld.v1':
    case 'billing.fee-withdrawn.v1':
      return [];
  }
}
