import { domain } from '../../../functions/billing/domain.ts';
import { TARIFF_FLEET } from '../../../shared/contracts/billing/billing.ts';
import type { TariffChoice } from '../../../shared/contracts/billing/tariff-choice.ts';
import {
  draftTariff,
  publishTariff,
  retireTariff,
  setTariffChoice,
  type TariffTerms,
} from '../../../shared/contracts/billing/tariff-management.ts';
import { zonesSet } from '../../../shared/contracts/rentals/zones.ts';
import { message, roomUnderTest } from '../room-under-test.ts';

/** The billing room in memory, and what is sent to it. */

export const NOW = '2026-01-31T09:00:00.000Z';
export const OPERATOR = { principal: { kind: 'operator', id: 'eva' } } as const;
export const CITY: TariffTerms = draftTariff.example.terms;

export const billing = () => roomUnderTest(domain, NOW);
export type Billing = ReturnType<typeof billing>;

export const draft = (tariffId: string, terms: TariffTerms = CITY) =>
  message(draftTariff, { tariffId, terms }, OPERATOR);
export const publish = (tariffId: string, from?: string) =>
  message(publishTariff, { tariffId, ...(from === undefined ? {} : { from }) }, OPERATOR);
export const retire = (tariffId: string) => message(retireTariff, { tariffId }, OPERATOR);
export const choose = (choice: Partial<TariffChoice> & Pick<TariffChoice, 'default'>) =>
  message(
    setTariffChoice,
    { fleet: TARIFF_FLEET, choice: { timeZone: 'Europe/Andorra', entries: [], ...choice } },
    OPERATOR,
  );

/** Pricing zones with these ids. */
export const drawPricingZones = (...ids: readonly string[]) => {
  const [feature] = zonesSet.example.zones.features;
  if (feature === undefined) throw new Error('The example has no zone');
  const features = ids.map((id) => ({ ...feature, id, properties: { kind: 'pricing' as const, name: id } }));
  return message(zonesSet, { ...zonesSet.example, zones: { type: 'FeatureCollection', features } });
};

/** Drafted and published. */
export function publishNow(room: Billing, tariffId: string, terms: TariffTerms = CITY): void {
  room.handle(draft(tariffId, terms));
  room.handle(publish(tariffId));
}
