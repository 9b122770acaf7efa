import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { documentsDomain } from '../../../functions/billing/invoices/documents-domain.ts';
import { paymentHeard } from '../../../shared/contracts/billing/account.ts';
import { TARIFF_FLEET } from '../../../shared/contracts/billing/billing.ts';
import {
  type BoughtFeature,
  buyFeature,
  endFeature,
  type FeatureList,
  FeatureList as FeatureListSchema,
  featureActivated,
  featureOrdered,
  featureRefunded,
  featureRefused,
  setFeatureList,
} from '../../../shared/contracts/billing/features.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import { featureVoucherReserved } from '../../../shared/contracts/offers/given.ts';
import { ended, reserved, started } from '../../../shared/contracts/rentals/rentals.ts';
import { violations } from '../../../shared/contracts/validate.ts';
import {
  entitlementActivated,
  entitlementEnded,
  entitlementRefused,
} from '../../../shared/contracts/vehicles/entitlements.ts';
import { exampleId } from '../../../shared/kernel/ids.ts';
import type { Output } from '../../../shared/runtime/domain.ts';
import { message, roomUnderTest } from '../room-under-test.ts';
import { type Billing, billing, OPERATOR, publishNow } from './billing-under-test.ts';

const { riderId, rentalId, vin } = reserved.example;
const ANA = { principal: { kind: 'rider', id: riderId } } as const;
const LIST: FeatureList = setFeatureList.example.list;
const PRICE = 1900;

const setList = (list: FeatureList = LIST) =>
  message(setFeatureList, { fleet: TARIFF_FLEET, list }, OPERATOR);
const wanted = { rentalId, riderId, feature: 'power-100', listVersion: 1 };
const buy = (more: Partial<Data<typeof buyFeature>> = {}, by: object = ANA) =>
  message(buyFeature, { ...wanted, ...more }, by);

/** A rental that runs, and a list of features. */
function running(): Billing {
  const room = billing();
  publishNow(room, 'city');
  room.handle(setList());
  room.handle(message(reserved, reserved.example));
  room.handle(message(started, started.example));
  return room;
}
function ordered(): { room: Billing; entitlementId: string } {
  const room = running();
  const { entitlementId } = room.handle(buy()).result as BoughtFeature;
  return { room, entitlementId };
}
const heard = (entitlementId: string, state: Data<typeof paymentHeard>['state']) =>
  message(paymentHeard, { ...paymentHeard.example, riderId, rentalId, vin, subject: entitlementId, state });
const names = (entitlementId: string) => ({ entitlementId, rentalId, riderId, vin });
const confirmed = (entitlementId: string) =>
  message(entitlementActivated, { ...entitlementActivated.example, ...names(entitlementId) });
const over = (entitlementId: string, why: 'EXPIRED' | 'WITHDRAWN' = 'EXPIRED') =>
  message(entitlementEnded, { ...entitlementEnded.example, ...names(entitlementId), why });
const end = (entitlementId: string) =>
  message(endFeature, { entitlementId, rentalId, riderId, reason: 'A recall of the maker' }, OPERATOR);

function active(): { room: Billing; entitlementId: string } {
  const { room, entitlementId } = ordered();
  room.handle(heard(entitlementId, 'AUTHORIZED'));
  room.handle(confirmed(entitlementId));
  return { room, entitlementId };
}
const bought = (room: Billing, entitlementId: string) =>
  room.item(`feature/${entitlementId}`)?.body as BoughtFeature;
const commandsIn = (outputs: readonly Output[]) =>
  outputs.flatMap((output) => (output.to === 'room' ? [output.contract.type] : []));
const sentIn = (outputs: readonly Output[]) =>
  outputs.flatMap((output) =>
    output.to === 'room' ? [{ type: output.contract.type, data: output.data }] : [],
  );
const owed = ({ events }: Billing): number =>
  events
    .flatMap((event) => ('movement' in event.data ? event.data.movement.postings : []))
    .reduce((sum, { account, amount }) => (account === `receivable/${riderId}` ? sum + amount : sum), 0);

describe('a feature', () => {
  it('is ordered for the price of the list, and nothing is owed or asked of the car yet', () => {
    const room = running();
    const { result, outputs } = room.handle(buy());
    expect(result).toMatchObject({
      state: 'ORDERED',
      minutes: 1440,
      charge: { due: PRICE, net: 1818, taxes: [{ taxId: 'igi', amount: 82 }] },
    });
    expect(commandsIn(outputs)).toEqual([]);
    expect(owed(room)).toBe(0);
  });

  it('is asked of the car once its price is reserved, and owed once the car has it', () => {
    const { room, entitlementId } = ordered();
    const { outputs } = room.handle(heard(entitlementId, 'AUTHORIZED'));
    expect(sentIn(outputs)).toMatchObject([
      { type: 'vehicles.grant-entitlement.v1', data: { entitlementId, vin, seconds: 86_400 } },
    ]);
    expect(owed(room)).toBe(0);
    room.handle(confirmed(entitlementId));
    expect(owed(room)).toBe(PRICE);
    expect(bought(room, entitlementId)).toMatchObject({
      state: 'ACTIVE',
      until: entitlementActivated.example.until,
    });
    // The car may say so again, after it has lost its store.
    expect(room.handle(confirmed(entitlementId))).toMatchObject({ kind: 'ignore' });
    expect(owed(room)).toBe(PRICE);
    room.handle(over(entitlementId));
    expect(bought(room, entitlementId)).toMatchObject({ state: 'ENDED', reason: 'EXPIRED' });
    expect(owed(room)).toBe(PRICE);
  });

  it('that was declined is granted to nobody', () => {
    const { room, entitlementId } = ordered();
    const { outputs } = room.handle(heard(entitlementId, 'DECLINED'));
    expect(outputs).toEqual([]);
    expect(bought(room, entitlementId)).toMatchObject({ state: 'REFUSED', reason: 'PAYMENT_DECLINED' });
    expect(room.handle(heard(entitlementId, 'AUTHORIZED'))).toMatchObject({ kind: 'ignore' });
    expect(room.handle(confirmed(entitlementId))).toMatchObject({ kind: 'ignore' });
    expect(owed(room)).toBe(0);
  });

  it('waits for an authentication', () => {
    const { room, entitlementId } = ordered();
    expect(room.handle(heard(entitlementId, 'NEEDS_AUTHENTICATION'))).toMatchObject({ kind: 'ignore' });
    room.handle(heard(entitlementId, 'AUTHORIZED'));
    expect(bought(room, entitlementId).state).toBe('REQUESTED');
  });

  it.each(['VEHICLE_MOVING', 'NOT_CONFIRMED'] as const)(
    'that the car refuses (%s) costs nothing',
    (reason) => {
      const { room, entitlementId } = ordered();
      room.handle(heard(entitlementId, 'AUTHORIZED'));
      const refused = message(entitlementRefused, {
        ...entitlementRefused.example,
        ...names(entitlementId),
        reason,
      });
      room.handle(refused);
      expect(bought(room, entitlementId)).toMatchObject({ state: 'REFUSED', reason });
      expect(room.handle(confirmed(entitlementId))).toMatchObject({ kind: 'ignore' });
      expect(owed(room)).toBe(0);
      expect(room.handle(buy())).toMatchObject({ kind: 'accept' });
    },
  );

  it('ends with the rental, and is not given back', () => {
    const { room, entitlementId } = active();
    const { outputs } = room.handle(message(ended, ended.example));
    expect(commandsIn(outputs)).toContain('vehicles.withdraw-entitlement.v1');
    expect(bought(room, entitlementId)).toMatchObject({ state: 'ENDED', reason: 'RENTAL_OVER' });
    expect(room.handle(over(entitlementId, 'WITHDRAWN'))).toMatchObject({ kind: 'ignore' });
    expect(room.events.map(({ type }) => type)).not.toContain(featureRefunded.type);
  });

  it('that is on its way when the rental ends, is taken back and costs nothing', () => {
    const { room, entitlementId } = ordered();
    room.handle(heard(entitlementId, 'AUTHORIZED'));
    const { outputs } = room.handle(message(ended, ended.example));
    expect(commandsIn(outputs)).toContain('vehicles.withdraw-entitlement.v1');
    expect(bought(room, entitlementId)).toMatchObject({ state: 'REFUSED', reason: 'RENTAL_OVER' });
    expect(room.handle(confirmed(entitlementId))).toMatchObject({ kind: 'ignore' });
  });

  it('that an operator ends is given back, all of it, once', () => {
    const { room, entitlementId } = active();
    const { outputs, result } = room.handle(end(entitlementId));
    expect(commandsIn(outputs)).toEqual(['vehicles.withdraw-entitlement.v1']);
    expect(result).toMatchObject({ state: 'REFUNDED' });
    expect(owed(room)).toBe(0);
    expect(room.handle(end(entitlementId))).toMatchObject({ code: 'FEATURE_NOT_ACTIVE' });
  });
});

type Voucher = Data<typeof featureVoucherReserved>;
const VOUCHER = exampleId('ofr', 7);
const voucher = (more: Partial<Voucher>) => {
  const { percent: _, amount: __, ...base } = featureVoucherReserved.example;
  return message(featureVoucherReserved, { ...base, rentalId, riderId, voucherId: VOUCHER, ...more });
};
const half = voucher({ percent: '50' });
const metered = (room: Billing) =>
  (room.item(`charge/${rentalId}`)?.body as { metered?: object } | undefined)?.metered;

/** A feature that was bought with the voucher. */
function lowered(told: ReturnType<typeof voucher> = half) {
  const room = running();
  room.handle(told);
  const { result, outputs } = room.handle(buy({ voucherId: VOUCHER }));
  return { room, outputs, ...(result as BoughtFeature) };
}

describe('a voucher for a feature', () => {
  it.each<[string, Partial<Voucher>, number]>([
    ['a percentage', { percent: '50' }, 950],
    ['a percentage, at the most', { percent: '50', amount: 400 }, 400],
    ['an amount', { amount: 300 }, 300],
  ])('takes %s off its price and tax, and the books list it', (_, more, off) => {
    const { room, entitlementId, charge } = lowered(voucher(more));
    expect(charge).toMatchObject({
      total: PRICE - off,
      due: PRICE - off,
      lines: [
        { gross: PRICE },
        { gross: -off, reason: { code: 'VOUCHER', voucherId: VOUCHER, amount: off } },
      ],
    });
    expect(charge.net + (charge.taxes[0]?.amount ?? 0)).toBe(charge.total);
    room.handle(heard(entitlementId, 'AUTHORIZED'));
    room.handle(confirmed(entitlementId));
    expect(owed(room)).toBe(PRICE - off);
    const postings = room.events.flatMap(({ data }) => ('movement' in data ? data.movement.postings : []));
    expect(postings.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
    expect(postings).toContainEqual({ account: 'discount/vouchers', amount: -(charge.lines[1]?.net ?? 0) });
    expect(room.rebuilt(`charge/${rentalId}`)).toEqual(room.state(`charge/${rentalId}`));
  });

  it('that is worth more than the price leaves nothing to pay: the car is asked at once', () => {
    const { room, outputs, entitlementId, charge, state } = lowered(voucher({ amount: PRICE + 500 }));
    expect(charge).toMatchObject({ due: 0, total: 0, lines: [{ gross: PRICE }, { gross: -PRICE }] });
    expect(state).toBe('REQUESTED');
    expect(sentIn(outputs)).toMatchObject([
      { type: 'vehicles.grant-entitlement.v1', data: { entitlementId, vin, seconds: 86_400 } },
    ]);
    room.handle(confirmed(entitlementId));
    expect(owed(room)).toBe(0);
    expect(bought(room, entitlementId).state).toBe('ACTIVE');
    // The account reserves nothing and takes nothing, and an invoice of nothing is not issued.
    const account = billing();
    for (const { type, data } of room.events) {
      if (type !== featureOrdered.type && type !== featureActivated.type) continue;
      const told =
        type === featureOrdered.type ? message(featureOrdered, data) : message(featureActivated, data);
      expect(commandsIn(account.handle(told).outputs)).toEqual([]);
      if (told.type === featureActivated.type)
        expect(roomUnderTest(documentsDomain).handle(told)).toMatchObject({ kind: 'ignore' });
    }
  });

  it('lowers no price that was not asked for with it', () => {
    const room = running();
    room.handle(half);
    expect(room.handle(buy()).result).toMatchObject({ charge: { due: PRICE } });
  });

  it.each<[string, ReturnType<typeof voucher>]>([
    ['for another feature', voucher({ percent: '50', feature: 'wings' })],
    ['in another currency', voucher({ percent: '50', currency: 'SEK' })],
    ['of another rider', voucher({ percent: '50', riderId: 'ben' })],
    ['that is not the one attached', voucher({ percent: '50', voucherId: exampleId('ofr', 8) })],
  ])('%s is refused, and nothing is ordered', (_, told) => {
    const room = running();
    room.handle(told);
    const before = room.events.length;
    expect(room.handle(buy({ voucherId: VOUCHER })).code).toBe('FEATURE_VOUCHER_NOT_THERE');
    expect(room.events.length).toBe(before);
  });

  it('is gone once it was taken off; taking off another one leaves it', () => {
    const room = running();
    room.handle(half);
    room.handle(voucher({ amount: 0, voucherId: exampleId('ofr', 8) }));
    expect(metered(room)).toMatchObject({ featureDiscount: { discount: { voucherId: VOUCHER } } });
    room.handle(voucher({ amount: 0 }));
    expect(metered(room)).not.toHaveProperty('featureDiscount');
    expect(room.handle(buy({ voucherId: VOUCHER })).code).toBe('FEATURE_VOUCHER_NOT_THERE');
  });

  it('is not shown while an order counts on it, and again when the car refused', () => {
    const { room, entitlementId } = lowered();
    expect(metered(room)).not.toHaveProperty('featureDiscount');
    room.handle(heard(entitlementId, 'AUTHORIZED'));
    room.handle(message(entitlementRefused, { ...entitlementRefused.example, ...names(entitlementId) }));
    expect(metered(room)).toMatchObject({ featureDiscount: { discount: { voucherId: VOUCHER } } });
    expect(room.handle(buy({ voucherId: VOUCHER })).result).toMatchObject({ charge: { due: PRICE / 2 } });
  });

  it('pays once: not when its attaching is heard again, nor after the price was given back', () => {
    const { room, entitlementId } = lowered();
    room.handle(heard(entitlementId, 'AUTHORIZED'));
    room.handle(confirmed(entitlementId));
    expect(room.handle(half)).toMatchObject({ kind: 'ignore' });
    room.handle(end(entitlementId));
    expect(owed(room)).toBe(0);
    expect(room.handle(half)).toMatchObject({ kind: 'ignore' });
    expect(room.handle(buy({ voucherId: VOUCHER })).code).toBe('FEATURE_VOUCHER_NOT_THERE');
    expect(room.handle(buy())).toMatchObject({ kind: 'accept' });
  });

  it('comes too late after the charge', () => {
    const room = running();
    room.handle(message(ended, ended.example));
    expect(room.handle(half)).toMatchObject({ kind: 'ignore' });
  });
});

describe('a purchase is refused', () => {
  const code = (room: Billing, ...asked: Parameters<typeof buy>) => room.handle(buy(...asked)).code;

  it('to whoever has not that rental, and for one that does not run', () => {
    const room = billing();
    room.handle(setList());
    expect(code(room)).toBe('RENTAL_UNKNOWN');
    room.handle(message(reserved, reserved.example));
    expect(code(room)).toBe('RENTAL_NOT_IN_USE');
    room.handle(message(started, started.example));
    const other = { principal: { kind: 'rider', id: 'bob' } };
    expect(code(room, { riderId: 'bob' }, other)).toBe('RENTAL_UNKNOWN');
    room.handle(message(ended, ended.example));
    expect(code(room)).toBe('RENTAL_NOT_IN_USE');
  });

  it('of what is not in the list, by another price, for another model, and twice', () => {
    const room = running();
    expect(code(room, { feature: 'wings' })).toBe('FEATURE_UNKNOWN');
    expect(code(room, { listVersion: 2 })).toBe('FEATURE_LIST_CHANGED');
    expect(code(room)).toBeUndefined();
    expect(code(room)).toBe('FEATURE_BOUGHT');
    const features = LIST.features.map((terms) => ({ ...terms, models: ['Carrier D'] }));
    const van = running();
    van.handle(setList({ ...LIST, features }));
    expect(code(van, { listVersion: 2 })).toBe('FEATURE_NOT_FOR_MODEL');
    expect(code(billing())).toBe('RENTAL_UNKNOWN');
  });

  it('but the example of the docs is taken', () => {
    const file = new URL('../../../docs/examples/features.json', import.meta.url);
    const list = JSON.parse(readFileSync(file, 'utf8')) as FeatureList;
    expect(violations('feature list', FeatureListSchema, list)).toEqual([]);
    expect(billing().handle(setList(list))).toMatchObject({ kind: 'accept', result: { version: 1 } });
  });

  it('and a list with a fault, or by a rider, is not taken', () => {
    const room = billing();
    const twice = { ...LIST, features: [...LIST.features, ...LIST.features] };
    expect(room.handle(setList(twice)).code).toBe('FEATURE_LIST_NOT_VALID');
    expect(room.handle(setList({ ...LIST, currency: 'XXQ' })).code).toBe('FEATURE_LIST_NOT_VALID');
    const byRider = message(setFeatureList, { fleet: TARIFF_FLEET, list: LIST }, ANA);
    expect(room.handle(byRider).code).toBe('FORBIDDEN');
    expect(room.handle(message(endFeature, endFeature.example, ANA)).code).toBe('FORBIDDEN');
  });
});

describe('the account', () => {
  const started = (): Billing => {
    const room = billing();
    room.handle(message(featureOrdered, featureOrdered.example));
    return room;
  };
  const { entitlementId } = featureOrdered.example;
  const claimIn = (room: Billing) => room.item(`claim/${riderId}/${entitlementId}`)?.body;

  it('reserves the price of an order, and only that', () => {
    const room = billing();
    const { outputs } = room.handle(message(featureOrdered, featureOrdered.example));
    expect(sentIn(outputs)).toMatchObject([
      { type: 'payments.authorize.v1', data: { money: { amount: PRICE }, subject: entitlementId } },
    ]);
    expect(room.handle(message(featureOrdered, featureOrdered.example))).toMatchObject({ kind: 'ignore' });
  });

  it('frees what was reserved for a feature that the car does not get', () => {
    const room = started();
    const { outputs } = room.handle(message(featureRefused, featureRefused.example));
    expect(commandsIn(outputs)).toEqual(['payments.void.v1']);
    expect(claimIn(room)).toMatchObject({ due: { amount: 0 } });
  });

  it('owes a feature that the car has, and nothing once it is credited', () => {
    const room = started();
    room.handle(message(featureActivated, featureActivated.example));
    expect(claimIn(room)).toMatchObject({ due: { revision: 1, amount: PRICE } });
    room.handle(message(featureRefunded, featureRefunded.example));
    expect(claimIn(room)).toMatchObject({ due: { revision: 2, amount: 0 } });
  });
});

it('a feature has an invoice, and one that is credited a credit note', () => {
  const room = roomUnderTest(documentsDomain);
  const kinds = [
    message(featureActivated, featureActivated.example),
    message(featureRefunded, featureRefunded.example),
  ].map((told) => room.handle(told).outputs.flatMap((output) => (output.to === 'room' ? [output.data] : [])));
  const subject = `feature/${featureActivated.example.entitlementId}`;
  expect(kinds).toMatchObject([[{ kind: 'INVOICE', subject }], [{ kind: 'CREDIT_NOTE', subject }]]);
});
