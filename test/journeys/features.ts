import { expect, it } from 'vitest';
import {
  type BoughtFeature,
  type FeatureList,
  setFeatureList,
} from '../../shared/contracts/billing/features.ts';
import type { GivenOffer } from '../../shared/contracts/offers/given.ts';
import { type Offer, offerExample } from '../../shared/contracts/offers/offer.ts';
import type { Payment } from '../../shared/contracts/payments/own-payments.ts';
import { REFERENCE_SECONDS } from '../../shared/runtime/read-model.ts';
import type { Problem, Rider } from './rider.ts';
import type { World } from './world.ts';

const DAY_MILLISECONDS = 86_400_000;

interface Features {
  readonly listVersion: number;
  readonly offered: readonly {
    readonly feature: string;
    readonly charge: { readonly due: number };
    readonly withVoucher?: { readonly voucherId: string; readonly charge: { readonly due: number } };
  }[];
  readonly bought: readonly BoughtFeature[];
}

/** Half of the price of 100 more horsepower, at the start of a trip, for those whose car can have them. */
const halfPrice = (models: readonly string[]): Offer => ({
  ...offerExample,
  trigger: { kind: 'rental-started' },
  places: [],
  audience: { models: [...models] },
  benefit: { kind: 'feature', feature: 'power-100', percent: '50', amount: 1500, currency: 'EUR' },
  limits: { perRider: 1, uses: 5, amount: 5000 },
  priority: 95,
});

/**
 * 100 more horsepower for a day: paid when the car has it, with an offer less, over by the car's own clock, and free when the
 * car refuses.
 */
export function featuresJourney(world: () => World): void {
  const { list }: { readonly list: FeatureList } = setFeatureList.example;

  it('sells a feature that the car confirms and ends by itself; what the car refuses costs nothing', async () => {
    const rider: Rider = world().rider('fausto');
    await rider.admitted();
    const set = await world().client.ask('operator', 'eva', 'PUT', '/v1/feature-list', list);
    expect(set).toMatchObject({ status: 200 });
    const models = list.features.flatMap((terms) => (terms.feature === 'power-100' ? terms.models : []));
    const asOperator = (method: string, path: string, body?: unknown) =>
      world().client.ask('operator', 'eva', method, path, body);
    const made = await asOperator('PUT', '/v1/offers/half-the-power', halfPrice(models));
    expect(made).toMatchObject({ status: 200 });
    await rider.call('PUT', '/v1/riders/me/consents/OFFERS', { textVersion: '2026-01' });
    await world().advance(REFERENCE_SECONDS + 1);
    const { rentalId, vin } = await rider.reserved(await world().freeCar(rider));
    const path = `/v1/rentals/${rentalId}/features`;
    const features = async (): Promise<Features> => (await rider.call<Features>('GET', path)).body;
    const buy = async (more: { readonly voucherId?: string } = {}): Promise<string> => {
      const { listVersion } = await features();
      const wanted = { feature: 'power-100', listVersion, ...more };
      const { status, body } = await rider.call<BoughtFeature & Problem>('POST', path, wanted);
      expect({ status, body }).toMatchObject({ status: 201, body: { state: 'ORDERED' } });
      return body.entitlementId;
    };
    const becomes = async (id: string, state: BoughtFeature['state']): Promise<BoughtFeature | undefined> => {
      let found: BoughtFeature | undefined;
      await world().until(`${state} of ${id}`, async () => {
        found = (await features()).bought.find(({ entitlementId }) => entitlementId === id);
        return found?.state === state;
      });
      return found;
    };
    const paidFor = async (id: string, state: Payment['state']): Promise<Payment | undefined> => {
      let found: Payment | undefined;
      await world().until(`a payment for ${id} that is ${state}`, async () => {
        const { body } = await rider.call<{ payments: Payment[] }>('GET', '/v1/riders/me/payments');
        found = body.payments.find(({ subject }) => subject === id);
        return found?.state === state;
      });
      return found;
    };

    await rider.act(rentalId, 'unlock');
    await rider.reaches(rentalId, 'IN_USE');
    // Billing hears that there is such a rental, and that it runs, a moment later.
    await world().until('an offer of features', async () => {
      const { status, body } = await rider.call<Features>('GET', path);
      return status === 200 && body.offered.length > 0;
    });
    expect((await features()).offered).toMatchObject([{ feature: 'power-100', charge: { due: 1900 } }]);

    // Not while it drives: the car says so, and what was reserved is free again.
    await world().car(vin, 'drive');
    const refused = await buy();
    // A drive may be shorter than the way of the order through all rooms.
    await world().until('an answer of the car', async () => {
      await world().car(vin, 'drive');
      const order = (await features()).bought.find(({ entitlementId }) => entitlementId === refused);
      return order !== undefined && order.state !== 'ORDERED' && order.state !== 'REQUESTED';
    });
    expect(await becomes(refused, 'REFUSED')).toMatchObject({ reason: 'VEHICLE_MOVING' });
    expect(await paidFor(refused, 'VOIDED')).toMatchObject({ captured: 0 });
    expect((await world().car(vin)).features).toEqual([]);

    // An offer halves the price. What is not attached to the trip lowers nothing.
    const given = async (): Promise<GivenOffer | undefined> =>
      (await rider.call<{ offers: GivenOffer[] }>('GET', '/v1/riders/me/offers')).body.offers.find(
        ({ offerId }) => offerId === 'half-the-power',
      );
    await world().until('the offer', async () => (await given()) !== undefined);
    await asOperator('POST', '/v1/offers/half-the-power/stop');
    const { issueId: voucherId = '' } = (await given()) ?? {};
    expect(await rider.call('POST', `/v1/riders/me/offers/${voucherId}/accept`)).toMatchObject({
      status: 200,
    });
    const { listVersion } = await features();
    const early = await rider.call('POST', path, { feature: 'power-100', listVersion, voucherId });
    expect(early).toMatchObject({ status: 409, body: { code: 'FEATURE_VOUCHER_NOT_THERE' } });
    const attached = await rider.call('PUT', `/v1/rentals/${rentalId}/voucher`, { issueId: voucherId });
    expect(attached).toMatchObject({ status: 200, body: { state: 'RESERVED' } });
    await world().until(
      'the lower price',
      async () => (await features()).offered[0]?.withVoucher !== undefined,
    );
    expect((await features()).offered).toMatchObject([
      { charge: { due: 1900 }, withVoucher: { voucherId, charge: { due: 950 } } },
    ]);

    await world().car(vin, 'park');
    const bought = await buy({ voucherId });
    const active = await becomes(bought, 'ACTIVE');
    expect((await world().car(vin)).features).toMatchObject([{ feature: 'power-100' }]);
    expect(await paidFor(bought, 'CAPTURED')).toMatchObject({ captured: 950 });
    await world().until('the use of the offer', async () => (await given())?.state === 'REDEEMED');
    expect(await given()).toMatchObject({ gave: 950 });
    const left = Date.parse(active?.until ?? '') - world().platform.cloud.clock.now();
    expect(left / DAY_MILLISECONDS).toBeCloseTo(1, 1);

    // Without a network, a day by the cars' clock alone: the platform's would take minutes for it.
    const { fleet, cloud } = world().platform;
    await world().car(vin, 'offline');
    const { state } = cloud.clock;
    fleet?.setClock({ ...state, start: state.start + DAY_MILLISECONDS });
    await world().until('the end of the feature', async () => {
      const { connected, features: shown } = await world().car(vin);
      return !connected && shown.length === 0;
    });
    expect(await becomes(bought, 'ACTIVE')).toBeDefined();
    fleet?.setClock(state);
    await world().car(vin, 'online');
    expect(await becomes(bought, 'ENDED')).toMatchObject({ reason: 'EXPIRED' });
    expect(await paidFor(bought, 'CAPTURED')).toMatchObject({ captured: 950 });
  });
}
