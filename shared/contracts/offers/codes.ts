import {
  Integer,
  Array as List,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
} from 'typebox';
import { exampleId } from '../../kernel/ids.ts';
import { Slug } from '../billing/conditions.ts';
import { command, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { RiderId, strict, Time } from '../fields.ts';
import { PartnerId } from '../partners/partner-id.ts';
import { givenUnknown, offerOver } from './given.ts';
import { Benefit, offerExample } from './offer.ts';
import { CouponId, IssueId, offersCommands } from './offers.ts';

/** The code of a coupon: a JSON Web Signature (RFC 7515, compact, ES256), which a partner checks without a network. */

/** `typ` of its header. */
export const COUPON_JWS_TYPE = 'roadstream-coupon+jws';

/** What the code says: names as in JSON Web Tokens. It names no rider. */
export const CouponPayload = Obj(
  {
    jti: CouponId,
    /** The offer. */
    sub: Slug,
    /** The partner, where the offer names one: it alone redeems the coupon. */
    aud: Optional(PartnerId),
    exp: Integer({ description: 'Seconds since 1970' }),
  },
  strict,
);
export type CouponPayload = Static<typeof CouponPayload>;

const Code = Str({ maxLength: 1000, pattern: String.raw`^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$` });
const codeExample = 'eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJjcG5fMCJ9.c2lnbmF0dXJl';

const issueId = exampleId('ofr');
const couponId = exampleId('cpn');
const time = '2026-01-31T12:10:00.000Z';

export const codeNotValid = roomError('COUPON_NOT_VALID', {
  status: 400,
  title: 'This is no code of ours',
  advice: 'Scan it again. A code with one changed character is refused.',
  retry: 'change',
});
export const couponRedeemed = roomError('COUPON_REDEEMED', {
  status: 409,
  title: 'The coupon was redeemed before',
  advice: 'A coupon is good for one use.',
  retry: 'never',
});
export const couponOver = roomError('COUPON_OVER', {
  status: 409,
  title: 'The coupon is no longer good',
  advice: 'Its time is over, or the rider gave it back.',
  retry: 'never',
});

export const couponOfAnother = roomError('COUPON_OF_ANOTHER_PARTNER', {
  status: 403,
  title: 'The coupon is not for this partner',
  advice: 'The field `aud` of the code names the partner who redeems it. Without it, operators do.',
  retry: 'never',
});

export const redeemCoupon = command({
  topic: offersCommands,
  type: 'offers.redeem-coupon.v1',
  description: 'A partner gives a rider what the coupon promises',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj(
    {
      riderId: RiderId,
      issueId: IssueId,
      couponId: CouponId,
      /** What the partner took off, minor units. */
      amount: Optional(Integer({ minimum: 0, maximum: 100_000_000 })),
    },
    strict,
  ),
  example: { riderId: 'ana', issueId, couponId, amount: 1340 },
});

export const getCode = route({
  id: 'getCouponCode',
  method: 'GET',
  path: '/v1/riders/me/offers/{issueId}/code',
  summary: 'The code of an accepted coupon, to be shown as a QR code',
  principals: ['rider'],
  params: Obj({ issueId: IssueId }, strict),
  success: {
    status: 200,
    description: 'The code',
    body: Obj({ code: Code, useUntil: Time }, strict),
    example: { code: codeExample, useUntil: '2026-02-01T09:41:00.000Z' },
  },
  errors: [givenUnknown.code, offerOver.code],
});

const Redeemed = Obj(
  {
    couponId: CouponId,
    offerId: Slug,
    benefit: Benefit,
    amount: Optional(Integer({ minimum: 0 })),
    redeemedAt: Time,
  },
  strict,
);

export const postRedemption = route({
  id: 'redeemCoupon',
  method: 'POST',
  path: '/v1/offer-redemptions',
  summary: 'Redeem a coupon, once',
  description:
    'A partner redeems the coupons of offers that name it; operators redeem any. The same request with the same `Idempotency-Key` is answered the same.',
  principals: ['partner', 'operator'],
  body: Obj(
    { code: Str({ minLength: 1, maxLength: 1000 }), amount: redeemCoupon.data.properties.amount },
    strict,
  ),
  bodyExample: { code: codeExample, amount: 1340 },
  command: redeemCoupon,
  success: {
    status: 200,
    description: 'Redeemed',
    body: Redeemed,
    example: {
      couponId,
      offerId: 'borda-del-riu-20',
      benefit: offerExample.benefit,
      amount: 1340,
      redeemedAt: time,
    },
  },
  errors: [codeNotValid.code, couponOfAnother.code, couponRedeemed.code, couponOver.code],
});

const Coordinate = Str({ pattern: '^[A-Za-z0-9_-]{43}$' });
const CodeKey = Obj(
  {
    kty: Literal('EC'),
    crv: Literal('P-256'),
    x: Coordinate,
    y: Coordinate,
    kid: Str(),
    alg: Literal('ES256'),
    use: Literal('sig'),
  },
  strict,
);
export type CodeKey = Static<typeof CodeKey>;

export const getCodeKeys = route({
  id: 'getCouponKeys',
  method: 'GET',
  path: '/v1/offer-keys',
  summary: 'The public keys that check codes of coupons (RFC 7517)',
  principals: [],
  keptSeconds: 3600,
  success: {
    status: 200,
    description: 'The keys',
    body: Obj({ keys: List(CodeKey) }, strict),
    example: {
      keys: [
        {
          kty: 'EC',
          crv: 'P-256',
          x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
          y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
          kid: 'f83OJ3D2',
          alg: 'ES256',
          use: 'sig',
        },
      ],
    },
  },
  errors: [],
});
