import { loyaltyCommands } from '../../../shared/contracts/loyalty/loyalty.ts';
import {
  acceptOffer,
  considerOffers,
  type GivenOffer,
  rentalFollowed,
  reviewGiven,
} from '../../../shared/contracts/offers/given.ts';
import { type Offer, offerExample, publishOffer, stopOffer } from '../../../shared/contracts/offers/offer.ts';
import { offersCommands, offersEvents } from '../../../shared/contracts/offers/offers.ts';
import { reserved, started } from '../../../shared/contracts/rentals/rentals.ts';
import { consentGiven } from '../../../shared/contracts/riders/consents.ts';
import { erased } from '../../../shared/contracts/riders/erasure.ts';
import { exampleId } from '../../../shared/kernel/ids.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { REFERENCE_SECONDS } from '../../../shared/runtime/read-model.ts';
import type { Means } from './means.ts';
import { type Exercise, type Exercises, garbage, type Triggers, toTopic } from './triggers.ts';

/** What the functions of the offers room do. */
export function offersWork(
  means: Means,
  { deployed, fails, queued, request, swept, timer, tooOld }: Triggers,
): Exercises {
  const name = 'offers-consumer';
  const offerId = 'of-permissions';
  /** Of a place that no car here comes near: the platform's own matcher, which hears of these trips too, makes it to nobody. */
  const aside: Offer = { ...offerExample, limits: { perRider: 1, perDay: 5, uses: 50 } };
  const [{ placeId } = { placeId: '' }] = aside.places;
  const newOfferId = () => means.newId(offerId);
  const reviewTimer = (atMs: number) => timer(reviewGiven, { riderId: means.newId('rider') }, atMs);

  /** A rider who drives, and is made the offer. */
  async function made(offer: Offer): Promise<GivenOffer & { readonly riderId: string }> {
    const riderId = means.newId('rider');
    const vin = means.newVin();
    const rentalId = exampleId('rnt', 77);
    const rental = { riderId, vin, rentalId };
    // Each its own offer, so that none is read as it was before.
    const id = newOfferId();
    await means.hand(name, means.command(publishOffer, { offerId: id, offer }), garbage(offersCommands.name));
    await means.hand(name, means.event(consentGiven, riderId, { ...consentGiven.example, riderId }));
    await means.hand(name, means.event(reserved, vin, { ...reserved.example, ...rental }));
    await means.hand(name, means.event(started, vin, { ...started.example, ...rental }));
    await means.hand(
      name,
      means.command(considerOffers, { riderId, rentalId, candidates: [{ offerId: id, placeId }] }),
    );
    const { body } = await means.world.client.as('rider', riderId, 'GET', '/v1/riders/me/offers');
    const given = (body as { offers: GivenOffer[] }).offers.find((one) => one.offerId === id);
    if (given === undefined) throw new Error(`Another offer was made: ${JSON.stringify(body)}`);
    return { ...given, riderId };
  }
  async function accepted(offer: Offer) {
    const given = await made(offer);
    const { riderId, issueId, offerId: id } = given;
    await means.hand(name, means.command(acceptOffer, { riderId, issueId, offerId: id }));
    return given;
  }

  /** Answers that are due in a minute, or in a week: a short timer, or a long one, and none after an erasure. */
  const offered: Exercise = async () => {
    for (const answerMinutes of [1, 10_080]) {
      const { riderId } = await made({ ...aside, lifetime: { answerMinutes, useHours: 1 } });
      await means.hand(name, means.event(erased, riderId, { riderId, time: means.now }));
    }
    await accepted({ ...aside, benefit: { kind: 'points', points: 5 } });
  };
  const afterAnother: Exercise = async () => {
    const riderId = means.newId('rider');
    await means.leaveBehind(name, `rider/${riderId}`, [toTopic(offersEvents.name)]);
    await means.hand(name, means.event(consentGiven, riderId, { ...consentGiven.example, riderId }));
  };
  /** A car that is followed is looked at, and its driver is welcomed. */
  const matched: Exercise = async () => {
    const welcome: Offer = { ...aside, trigger: { kind: 'rental-started' } };
    // Its own, too: what operators have asked for by HTTP may be decided after this.
    const welcomeId = newOfferId();
    await means.hand(name, means.command(publishOffer, { offerId: welcomeId, offer: welcome }));
    await means.world.advance(REFERENCE_SECONDS + 1);
    const riderId = means.newId('rider');
    const data = { ...rentalFollowed.example, riderId, vin: means.newVin() };
    await means.hand('offers-matcher', means.event(rentalFollowed, riderId, data));
    await means.hand(name, means.command(stopOffer, { offerId: welcomeId }));
    // Until the functions read it again, they would welcome others, and a rider gets one offer at a time.
    await means.world.advance(REFERENCE_SECONDS + 1);
  };
  return {
    'offers-consumer': [offered, tooOld(name), afterAnother, deployed],
    'offers-matcher': [matched, tooOld('offers-matcher'), deployed],
    'offers-http': [
      async () => {
        const operator = means.newId('operator');
        await request('operator', operator, 'PUT', `/v1/offers/${offerId}`, aside);
        await request('operator', operator, 'GET', `/v1/offers/${offerId}`);
        await request('operator', operator, 'GET', '/v1/offers');
        const { riderId, issueId } = await accepted(aside);
        // An environment that has read the public key once keeps it.
        await means.functions.kill('offers-http');
        await request('rider', riderId, 'GET', `/v1/riders/me/offers/${issueId}/code`, undefined, []);
      },
      deployed,
    ],
    'offers-scheduler': [
      async () => {
        const aggregate = `rider/${means.newId('rider')}`;
        const at = instant(means.cloud.clock.now() - 1000);
        const due = { aggregate, timer: 'review', at, body: JSON.stringify(reviewTimer(0)) };
        await swept(
          'offers-scheduler',
          aggregate,
          [toTopic(offersEvents.name), toTopic(offersCommands.name), toTopic(loyaltyCommands.name)],
          [due],
        );
        await means.handMessage('offers-scheduler', reviewTimer(-1000));
      },
      queued('offers-scheduler', () => reviewTimer(-1000)),
      fails('offers-scheduler'),
      deployed,
    ],
  };
}
