import {
  tariffChosen,
  tariffRetiredError,
  tariffUnknown,
} from '../../../shared/contracts/billing/tariff-management.ts';
import type { Constraint } from '../../../shared/runtime/domain.ts';
import { type ChoiceEvent, tariffsIn } from './choice.ts';
import type { TariffEvent } from './managed-tariff.ts';

/** A tariff that rentals may get is published, and it is not retired while it is chosen. */

const published = (tariffId: string): string => `tariff/${tariffId}/published`;
/** Held by the rule that chooses while it names the tariff, or for good by the tariff's retirement. */
const chosenOrRetired = (tariffId: string): string => `tariff/${tariffId}/chosen-or-retired`;
const CHOICE = 'choice';
const RETIREMENT = 'retirement';

export function tariffConstraints(event: TariffEvent): readonly Constraint[] {
  const { tariffId } = event.data;
  switch (event.type) {
    case 'billing.tariff-published.v1':
      return [{ take: published(tariffId), holder: tariffId, refusal: tariffUnknown('It is published.') }];
    case 'billing.tariff-retired.v1': {
      const refusal = tariffChosen(`The choice of tariffs names ${tariffId}.`);
      return [{ take: chosenOrRetired(tariffId), holder: RETIREMENT, refusal }];
    }
    case 'billing.tariff-drafted.v1':
      return [];
  }
}

export function choiceConstraints(event: ChoiceEvent): readonly Constraint[] {
  if (event.type === 'billing.pricing-zones-known.v1') return [];
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
