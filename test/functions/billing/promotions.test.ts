import { describe, expect, it } from 'vitest';
import { domain } from '../../../functions/billing/domain.ts';
import { typedCode, writtenCode } from '../../../functions/billing/promotions/code.ts';
import { newCode } from '../../../functions/billing/promotions/new-code.ts';
import { promotionAt } from '../../../functions/billing/promotions/promotion.ts';
import type { StoredPromotion } from '../../../functions/billing/read-models.ts';
import { charged } from '../../../shared/contracts/billing/charges.ts';
import {
  createPromotion,
  type PromotionTerms,
  redeemPromotion,
  stopPromotion,
} from '../../../shared/contracts/billing/promotions.ts';
import { signedUp } from '../../../shared/contracts/riders/riders.ts';
import { random } from '../../../shared/kernel/random.ts';
import { checkBook } from '../../../shared/ledger/check-book.ts';
import { message, roomUnderTest } from '../room-under-test.ts';
import { type Billing, billing, NOW, OPERATOR } from './billing-under-test.ts';

const { promotionId, code, terms } = createPromotion.example;
const TERMS: PromotionTerms = { ...terms, valid: { from: NOW, until: '2026-02-28T00:00:00.000Z' } };

const create = (more: Partial<PromotionTerms> = {}, who: object = OPERATOR) =>
  message(createPromotion, { promotionId, code, terms: { ...TERMS, ...more } }, who);
const stop = (who: object = OPERATOR) =>
  message(stopPromotion, { ...stopPromotion.example, promotionId }, who);
const signsUp = (riderId: string) => message(signedUp, { ...signedUp.example, riderId });
const redeems = (riderId: string, typed = code) => message(redeemPromotion, { riderId, code: typed });

/** With a promotion, and riders who have signed up. */
function promoted(more: Partial<PromotionTerms> = {}, ...riders: readonly string[]): Billing {
  const room = billing();
  room.handle(create(more));
  for (const riderId of ['ana', ...riders]) room.handle(signsUp(riderId));
  return room;
}

const creditOf = (room: Billing, riderId = 'ana') =>
  (room.item(`account/${riderId}`)?.body as { credit: unknown } | undefined)?.credit ?? [];
const booked = ({ events }: Pick<Billing, 'events'>) =>
  events.flatMap(({ data }) =>
    'movement' in data && 'time' in data ? [{ ...data.movement, time: data.time }] : [],
  );
/** What the ledger check says of the books. */
const check = (room: Pick<Billing, 'events'>) =>
  checkBook({ movements: booked(room), standing: [], notRated: new Set() }, new Set());

describe('an operator', () => {
  it('makes a code and stops it, and both say who, when and why', () => {
    const room = billing();
    const { result } = room.handle(create());
    expect(result).toMatchObject({
      code: '4C9K-7M2P-Q8RS-TVWX',
      state: 'ACTIVE',
      createdBy: 'eva',
      uses: 100,
    });
    expect(room.handle(stop()).result).toMatchObject({
      state: 'STOPPED',
      stopped: { operator: 'eva', reason: 'It was published by mistake', time: NOW },
    });
    expect(room.handle(stop())).toMatchObject({ kind: 'accept', events: [] });
    expect(room.rebuilt(`promotion/${promotionId}`)).toEqual(room.state(`promotion/${promotionId}`));
  });

  it.each([
    ['/body/money/currency', { money: { amount: 500, currency: 'EUX' } }],
    ['/body/money/amount', { money: { amount: 20_001, currency: 'EUR' } }],
    ['/body/valid/until', { valid: { from: NOW, until: NOW } }],
    ['/body/valid/until', { valid: { from: '2025-01-01T00:00:00.000Z', until: NOW } }],
  ])('is told what is wrong at %s', (path, more) => {
    expect(billing().handle(create(more))).toMatchObject({
      code: 'PROMOTION_NOT_VALID',
      errors: [{ path, message: expect.stringContaining('must be') as string }],
    });
  });

  it('is needed for it', () => {
    const rider = { principal: { kind: 'rider', id: 'ana' } };
    expect(billing().handle(create({}, rider))).toMatchObject({ code: 'FORBIDDEN' });
    expect(promoted().handle(stop(rider))).toMatchObject({ code: 'FORBIDDEN' });
    expect(billing().handle(stop())).toMatchObject({ code: 'PROMOTION_UNKNOWN' });
  });

  it('reads whether it is redeemed now', () => {
    const stored = promoted().item(`promotion/${promotionId}`)?.body as StoredPromotion;
    expect(promotionAt(stored, '2026-01-31T08:59:59.999Z').state).toBe('SCHEDULED');
    expect(promotionAt(stored, NOW).state).toBe('ACTIVE');
    expect(promotionAt(stored, TERMS.valid.until).state).toBe('EXPIRED');
  });
});

describe('a rider', () => {
  it('gets account credit for a code, once, and it pays before the card does', () => {
    const room = promoted();
    const { result, events } = room.handle(redeems('ana'));
    expect(result).toMatchObject({ credit: [{ amount: 500, currency: 'EUR' }] });
    expect(events).toMatchObject([
      {
        type: 'billing.promotion-redeemed.v1',
        data: {
          movement: {
            postings: [
              { account: 'discount/promotion', amount: 500 },
              { account: 'credit/ana', amount: -500 },
            ],
          },
        },
      },
    ]);
    expect(room.handle(redeems('ana'))).toMatchObject({ code: 'PROMOTION_CODE_REDEEMED', events: [] });

    const charge = { ...charged.example.charge, total: 899, due: 899 };
    const { outputs } = room.handle(message(charged, { ...charged.example, charge }));
    expect(outputs).toMatchObject([{ data: { money: { amount: 399, currency: 'EUR' } } }]);
    expect(creditOf(room)).toEqual([{ amount: 0, currency: 'EUR' }]);
    expect(check(room).differences).toEqual([]);
    expect(room.rebuilt('account/ana')).toEqual(room.state('account/ana'));
  });

  it('learns nothing from a refusal: there is one for every reason', () => {
    const late = promoted();
    late.now = TERMS.valid.until;
    const early = promoted({ valid: { from: '2026-02-01T00:00:00.000Z', until: TERMS.valid.until } });
    const stopped = promoted();
    stopped.handle(stop());
    const usedUp = promoted({ uses: 1 }, 'ben');
    usedUp.handle(redeems('ben'));
    const refusals = [
      promoted().handle(redeems('ana', '0000000000000000')),
      promoted().handle(redeems('ana', '')),
      ...[late, early, stopped, usedUp].map((room) => room.handle(redeems('ana'))),
    ];
    const [first] = refusals;
    expect(first).toMatchObject({ kind: 'refuse', code: 'PROMOTION_CODE_NOT_VALID', events: [] });
    expect(refusals).toEqual(refusals.map(() => first));
    // Whoever has had it is told so, and not that it is used up.
    expect(usedUp.handle(redeems('ben'))).toMatchObject({ code: 'PROMOTION_CODE_REDEEMED' });
  });

  it('has to have signed up', () => {
    expect(promoted().handle(redeems('ben'))).toMatchObject({ code: 'RIDER_NOT_REGISTERED' });
  });
});

describe('a code', () => {
  it('has 80 random bits, in letters that are not taken for others', () => {
    const codes = new Set(Array.from({ length: 200 }, newCode));
    expect(codes.size).toBe(200);
    for (const one of codes) expect(one).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/);
    expect(writtenCode(code)).toBe('4C9K-7M2P-Q8RS-TVWX');
  });

  it('is read however it is typed', () => {
    expect(typedCode(' 4c9k 7m2p-q8rs–tvwx ')).toBe(code);
    expect(typedCode('oOiIlL')).toBe('001111');
    expect(typedCode('/../promotion')).toBe('PR0M0T10N');
  });
});

describe('a budget of 10 uses, when 100 riders want it at the same time', () => {
  const riders = Array.from({ length: 100 }, (_, n) => `rider-${n}`);

  /** Decides and commits in the order that the seed says; whoever was overtaken decides again. */
  function race(seed: string, of: typeof domain) {
    const room = roomUnderTest(of, NOW);
    room.handle(create({ uses: 10 }));
    for (const riderId of riders) room.handle(signsUp(riderId));
    const dice = random(seed);
    const waiting = riders.flatMap((riderId) => [redeems(riderId), redeems(riderId)]);
    const begun: { told: (typeof waiting)[number]; commit: ReturnType<typeof room.prepare> }[] = [];
    const outcomes: string[] = [];
    while (waiting.length + begun.length > 0) {
      if (begun.length < 8 && waiting.length > 0 && dice.next() < 0.6) {
        const [told] = waiting.splice(dice.integer(waiting.length), 1);
        if (told !== undefined) begun.push({ told, commit: room.prepare(told) });
      } else {
        const [one] = begun.splice(dice.integer(begun.length), 1);
        const outcome = one?.commit();
        if (outcome === 'stale' && one !== undefined) waiting.push(one.told);
        else if (outcome !== undefined && outcome !== 'stale') outcomes.push(outcome.code ?? outcome.kind);
      }
    }
    return { room, outcomes };
  }

  it('ends at 10 in each of a hundred orders, and the books add up', () => {
    for (let seed = 0; seed < 100; seed++) {
      const { room, outcomes } = race(`promotion-${seed}`, domain);
      const redeemed = room.events.filter(({ type }) => type === 'billing.promotion-redeemed.v1');
      expect(redeemed).toHaveLength(10);
      expect(new Set(redeemed.map(({ data }) => 'riderId' in data && data.riderId)).size).toBe(10);
      expect(outcomes.filter((outcome) => outcome === 'accept')).toHaveLength(10);
      expect(outcomes).toHaveLength(200);
      expect(room.counts.get(`promotion/${promotionId}/uses`)).toBe(10);
      const { differences, balances } = check(room);
      expect(differences).toEqual([]);
      expect(balances.get('discount/promotion EUR')).toBe(10 * 500);
    }
  });

  it('is overspent without the constraints', () => {
    const { room } = race('promotion-0', { ...domain, constraints: () => [] });
    expect(room.events.filter(({ type }) => type === 'billing.promotion-redeemed.v1')).toHaveLength(100);
  });
});
