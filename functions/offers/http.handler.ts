import {
  COUPON_JWS_TYPE,
  CouponPayload,
  codeNotValid,
  getCode,
  getCodeKeys,
  postRedemption,
} from '../../shared/contracts/offers/codes.ts';
import {
  deleteVoucher,
  type GivenOffer,
  getGiven,
  givenUnknown,
  listGiven,
  offerOver,
  postAccept,
  postDecline,
  postSeen,
  putVoucher,
} from '../../shared/contracts/offers/given.ts';
import {
  getOffer,
  listOffers,
  offerNotValid,
  offerUnknown,
  type PublishedOffer,
  postOfferStop,
  putOffer,
} from '../../shared/contracts/offers/offer.ts';
import { violations } from '../../shared/contracts/validate.ts';
import { milliseconds } from '../../shared/kernel/time.ts';
import { change } from '../../shared/runtime/change.ts';
import { variable } from '../../shared/runtime/environment.ts';
import { PublicText, publicRead } from '../../shared/runtime/http/public-route.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { type CodeSigning, kmsCodeSigning } from '../../shared/runtime/keys/code-signing.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';
import { readCount, readOne, readPage } from '../../shared/runtime/read-models.ts';
import { offerFaults } from './offer/faults.ts';
import { allOffers, budgetOf, coupons, givenOffers, givenTo, offers } from './read-models.ts';
import { COUPON_CHECK, room } from './room.ts';

let signing: CodeSigning | undefined;
function codes(): CodeSigning {
  signing ??= kmsCodeSigning(variable('codesKeyId'));
  return signing;
}

async function counted(published: PublishedOffer) {
  const { offerId } = published;
  const [uses, amount] = await Promise.all([
    readCount(budgetOf.uses(offerId)),
    readCount(budgetOf.amount(offerId)),
  ]);
  return { ...published, used: { uses, amount } };
}

async function given(riderId: string, issueId: string): Promise<GivenOffer> {
  const offer = await readOne(givenOffers, { riderId, issueId });
  if (offer !== undefined) return offer;
  throw new ProblemError(givenUnknown.code, `You were not made an offer ${issueId}.`);
}

async function ofGiven({ principal, params }: { principal: { id: string }; params: { issueId: string } }) {
  const { issueId, offerId } = await given(principal.id, params.issueId);
  return { riderId: principal.id, issueId, offerId };
}

async function couponIn(code: string) {
  const said = await codes().read(COUPON_JWS_TYPE, code);
  if (said !== undefined && violations(COUPON_CHECK, CouponPayload, said).length === 0) {
    const { jti: couponId } = said as CouponPayload;
    const coupon = await readOne(coupons, { couponId });
    if (coupon !== undefined) return { ...coupon, couponId };
  }
  throw new ProblemError(codeNotValid.code, 'The signature is not ours, or something was changed.', [
    { path: '/body/code', message: 'is no code of a coupon' },
  ]);
}

export const handler = httpApi(room, 'http', [
  change(putOffer, async ({ params: { offerId }, body: offer }) => {
    const faults = offerFaults(offer);
    if (faults.length === 0) return { offerId, offer };
    throw new ProblemError(
      offerNotValid.code,
      faults.map(({ path, message }) => `${path}: ${message}`).join(' '),
      faults.map(({ path, message }) => ({ path: `/body${path}`, message })),
    );
  }),
  change(postOfferStop, async ({ params: { offerId } }) => ({ offerId })),
  read(getOffer, async ({ params: { offerId } }) => {
    const published = await readOne(offers, { offerId });
    if (published === undefined) throw new ProblemError(offerUnknown.code, `There is no offer ${offerId}.`);
    return await counted(published);
  }),
  read(listOffers, async ({ query }) => {
    const { items, ...next } = await readPage(allOffers, {}, query);
    return { offers: await Promise.all(items.map(counted)), ...next };
  }),
  read(listGiven, async ({ principal, query }) => {
    const { items, ...next } = await readPage(givenTo, { riderId: principal.id }, query);
    return { offers: items, ...next };
  }),
  read(getGiven, async ({ principal, params: { issueId } }) => await given(principal.id, issueId)),
  change(postSeen, ofGiven),
  change(postAccept, ofGiven),
  change(postDecline, ofGiven),
  change(putVoucher, async ({ principal, params: { rentalId }, body: { issueId } }) => ({
    riderId: principal.id,
    rentalId,
    issueId,
  })),
  change(deleteVoucher, async ({ principal, params: { rentalId } }) => ({ riderId: principal.id, rentalId })),
  read(getCode, async ({ principal, params: { issueId } }) => {
    const { state, couponId, offerId, partnerId, useUntil } = await given(principal.id, issueId);
    if (state !== 'ACCEPTED' || couponId === undefined || useUntil === undefined) {
      throw new ProblemError(offerOver.code, `Only an accepted coupon has a code; this offer is ${state}.`);
    }
    const payload: CouponPayload = {
      jti: couponId,
      sub: offerId,
      ...(partnerId === undefined ? {} : { aud: partnerId }),
      exp: Math.floor(milliseconds(useUntil) / 1000),
    };
    return { code: await codes().sign(COUPON_JWS_TYPE, payload), useUntil };
  }),
  change(postRedemption, async ({ body: { code, amount } }) => ({
    ...(await couponIn(code)),
    ...(amount === undefined ? {} : { amount }),
  })),
  publicRead(getCodeKeys, async () => ({
    body: new PublicText({ keys: await codes().keys() }),
    freshSeconds: getCodeKeys.keptSeconds,
  })),
]);
