import { expect, it } from 'vitest';
import { admitPartner } from '../../local/tools/registration/partners.ts';
import type { GivenOffer } from '../../shared/contracts/offers/given.ts';
import { type Offer, offerExample } from '../../shared/contracts/offers/offer.ts';
import { REFERENCE_SECONDS } from '../../shared/runtime/read-model.ts';
import { type Rider, underKey } from './rider.ts';
import type { World } from './world.ts';

/** A coupon that arrives on the road, for a rider who consented; and nothing for one who did not. */
export function offersJourney(world: () => World): void {
  const asOperator = <Body>(method: string, path: string, body?: unknown) =>
    world().client.ask<Body>('operator', 'eva', method, path, body);
  const given = async (rider: Rider): Promise<GivenOffer[]> =>
    (await rider.call<{ offers: GivenOffer[] }>('GET', '/v1/riders/me/offers')).body.offers;

  async function driven(rider: Rider, meanwhile: (vin: string) => Promise<void>): Promise<void> {
    const { rentalId, vin } = await rider.reserved(await world().freeCar(rider));
    await rider.act(rentalId, 'unlock');
    await rider.reaches(rentalId, 'IN_USE');
    await world().car(vin, 'drive');
    await meanwhile(vin);
    await world().car(vin, 'park');
    await rider.act(rentalId, 'end');
    await rider.reaches(rentalId, 'ENDED');
  }

  it('makes an offer to a rider who consented, whose coupon is redeemed once; and none to one who did not', async () => {
    const [olga, oscar] = [world().rider('olga'), world().rider('oscar')];
    await Promise.all([olga.admitted(), oscar.admitted()]);
    // Wherever the streets lead, it is ahead of the car and near.
    const places = [42.46, 42.5, 42.54, 42.58].flatMap((latitude, row) =>
      [1.46, 1.5, 1.54, 1.58].map((longitude, column) => ({
        placeId: `place-${row}-${column}`,
        name: 'A place',
        latitude,
        longitude,
      })),
    );
    const partner = async (name: string) =>
      await admitPartner(world().client, { name, kind: 'RESTAURANT', scopes: [], eventTypes: ['*'] });
    const [borda, rival] = [await partner('Borda del Riu'), await partner('A rival')];
    const offer: Offer = {
      ...offerExample,
      partner: { partnerId: borda.partnerId, name: borda.name },
      places,
      trigger: { kind: 'approaching', withinMetres: 20_000, aheadDegrees: 90 },
      limits: { perRider: 1, uses: 10 },
      priority: 90,
    };
    expect(await asOperator('PUT', '/v1/offers/road-test', offer)).toMatchObject({ status: 200 });
    const noBudget = await asOperator('PUT', '/v1/offers/road-test', { ...offer, limits: { perRider: 1 } });
    expect(noBudget).toMatchObject({ status: 400, body: { code: 'OFFER_NOT_VALID' } });
    await olga.call('PUT', '/v1/riders/me/consents/OFFERS', { textVersion: '2026-01' });
    await world().advance(REFERENCE_SECONDS + 1);

    await driven(olga, async (vin) => {
      await world().until('the offer is there', async () => {
        // A drive may be over before the offers room has heard that it began.
        await world().car(vin, 'drive');
        await world().advance(10);
        return (await given(olga)).length > 0;
      });
    });
    const [made] = await given(olga);
    expect(made).toMatchObject({
      offerId: 'road-test',
      why: { trigger: { kind: 'approaching' }, consent: { purpose: 'OFFERS' } },
    });
    // It comes before the car is there.
    expect(made?.why.place?.distanceMetres).toBeGreaterThan(100);
    const mine = `/v1/riders/me/offers/${made?.issueId}`;
    expect(await olga.call('POST', `${mine}/accept`)).toMatchObject({
      status: 200,
      body: { state: 'ACCEPTED' },
    });
    const { body } = await olga.call<{ code: string }>('GET', `${mine}/code`);
    const redeem = (code: string, by = borda, headers = {}) =>
      world().client.ask(
        'partner',
        by.partnerId,
        'POST',
        '/v1/offer-redemptions',
        { code, amount: 1340 },
        headers,
      );
    const changed = `${body.code.slice(0, -20)}${body.code.at(-20) === 'A' ? 'B' : 'A'}${body.code.slice(-19)}`;
    expect(await redeem(changed)).toMatchObject({ status: 400, body: { code: 'COUPON_NOT_VALID' } });
    const foreign = { status: 403, body: { code: 'COUPON_OF_ANOTHER_PARTNER' } };
    expect(await redeem(body.code, rival)).toMatchObject(foreign);
    let once: Record<string, string> = {};
    const [redeemed] = await underKey('till-7-receipt-1340', async (headers) => {
      once = headers;
      return [await redeem(body.code, borda, headers)];
    });
    expect(redeemed).toMatchObject({ status: 200, body: { amount: 1340 } });
    expect(await redeem(body.code, borda, once)).toMatchObject({ status: 200, body: redeemed?.body });
    expect(await redeem(body.code)).toMatchObject({ status: 409, body: { code: 'COUPON_REDEEMED' } });
    expect(await redeem(body.code, rival)).toMatchObject(foreign);
    // Operators do so for partners that have no system of their own.
    const byOperator = await asOperator('POST', '/v1/offer-redemptions', { code: body.code });
    expect(byOperator).toMatchObject({ status: 409, body: { code: 'COUPON_REDEEMED' } });
    expect(await asOperator('GET', '/v1/offers/road-test')).toMatchObject({ body: { used: { uses: 1 } } });

    await driven(oscar, async () => {
      await world().advance(60);
      await world().quiet();
    });
    expect(await given(oscar)).toEqual([]);
    await asOperator('POST', '/v1/offers/road-test/stop');
  });
}
