import { describe, expect, it } from 'vitest';
import type { StoredTariff } from '../../../functions/billing/read-models.ts';
import { managedAt } from '../../../functions/billing/tariffs/managed-tariff.ts';
import { draftTariff } from '../../../shared/contracts/billing/tariff-management.ts';
import { message } from '../room-under-test.ts';
import {
  type Billing,
  billing,
  CITY,
  choose,
  draft,
  drawPricingZones,
  NOW,
  publish,
  publishNow,
  retire,
} from './billing-under-test.ts';

const LATER = '2026-03-01T00:00:00.000Z';
const managed = (room: Billing, tariffId: string) => room.item(`tariff/${tariffId}`)?.body as StoredTariff;
const states = (room: Billing, tariffId: string, now: string) =>
  managedAt(managed(room, tariffId), now).versions.map(({ version, state }) => `${version} ${state}`);

describe('a tariff', () => {
  it('is drafted, published and in force, and its version never changes', () => {
    const room = billing();
    expect(room.handle(draft('city'))).toMatchObject({
      kind: 'accept',
      result: { draft: CITY, versions: [] },
    });
    const published = room.handle(publish('city'));

    expect(published).toMatchObject({
      kind: 'accept',
      result: { versions: [{ version: 1, state: 'ACTIVE', from: NOW, publishedBy: 'eva' }] },
    });
    const first = { tariffId: 'city', version: 1, ...CITY };
    expect(room.item('tariff-version/city/1')?.body).toEqual(first);

    room.handle(draft('city', { ...CITY, name: 'City 2' }));
    room.handle(publish('city'));
    expect(room.item('tariff-version/city/1')?.body).toEqual(first);
    expect(room.item('tariff-version/city/2')?.body).toMatchObject({ version: 2, name: 'City 2' });
    expect(room.rebuilt('tariff/city')).toEqual(room.state('tariff/city'));
  });

  it('may be scheduled: until then the version before is in force', () => {
    const room = billing();
    publishNow(room, 'city');
    room.handle(draft('city', { ...CITY, name: 'Spring' }));
    room.handle(publish('city', LATER));

    expect(states(room, 'city', NOW)).toEqual(['2 SCHEDULED', '1 ACTIVE']);
    expect(states(room, 'city', LATER)).toEqual(['2 ACTIVE', '1 SUPERSEDED']);
    expect(room.handle(publish('city'))).toMatchObject({ code: 'TARIFF_FROM_TOO_EARLY' });
    expect(room.handle(publish('city', '2026-01-30T00:00:00.000Z'))).toMatchObject({
      code: 'TARIFF_FROM_TOO_EARLY',
    });
  });

  it('with faults is refused, with where and why', () => {
    const room = billing();
    const outcome = room.handle(draft('city', { ...CITY, currency: 'EUX' }));

    expect(outcome).toMatchObject({ code: 'TARIFF_NOT_VALID', events: [] });
    expect(outcome.detail).toBe('/currency: EUX is not a currency of ISO 4217.');
  });

  it('names only zones that are drawn, also when they go before it is published', () => {
    const room = billing();
    const airport = {
      ...CITY,
      fixed: [
        { lineId: 'airport', amount: '3.50', during: ['driving' as const], when: { endZones: ['airport'] } },
      ],
    };
    expect(room.handle(draft('city', airport))).toMatchObject({ code: 'TARIFF_NOT_VALID' });
    room.handle(drawPricingZones('airport'));
    expect(room.handle(drawPricingZones('airport'))).toMatchObject({ kind: 'ignore' });
    expect(room.handle(draft('city', airport))).toMatchObject({ kind: 'accept' });
    room.handle(drawPricingZones());
    expect(room.handle(publish('city'))).toMatchObject({ code: 'TARIFF_NOT_VALID' });
  });

  it('is the business of operators', () => {
    const rider = { principal: { kind: 'rider', id: 'ana' } } as const;
    const outcome = billing().handle(message(draftTariff, { tariffId: 'city', terms: CITY }, rider));
    expect(outcome).toMatchObject({ kind: 'refuse', code: 'FORBIDDEN' });
  });

  it('without a draft is not published, and one that is unknown is not retired', () => {
    expect(billing().handle(publish('city'))).toMatchObject({ code: 'TARIFF_WITHOUT_DRAFT' });
    expect(billing().handle(retire('city'))).toMatchObject({ code: 'TARIFF_UNKNOWN' });
  });
});

describe('the choice of tariffs', () => {
  it('names published tariffs only', () => {
    const room = billing();
    room.handle(draft('city'));
    expect(room.handle(choose({ default: 'city' }))).toMatchObject({ code: 'TARIFF_UNKNOWN' });
    room.handle(publish('city'));
    expect(room.handle(choose({ default: 'city' }))).toMatchObject({
      kind: 'accept',
      result: { version: 1, choice: { default: 'city' } },
    });
  });

  it('keeps a tariff from being retired as long as it names it', () => {
    const room = billing();
    for (const tariffId of ['city', 'night']) publishNow(room, tariffId);
    room.handle(
      choose({
        default: 'city',
        entries: [{ tariffId: 'night', when: { timesOfDay: [{ from: '22:00', to: '06:00' }] } }],
      }),
    );
    expect(room.handle(retire('night'))).toMatchObject({ code: 'TARIFF_CHOSEN' });

    room.handle(choose({ default: 'city' }));
    expect(room.handle(retire('night'))).toMatchObject({
      kind: 'accept',
      result: { retired: { operator: 'eva' } },
    });
    expect(room.handle(retire('night'))).toMatchObject({ kind: 'accept', events: [] });
    expect(room.handle(choose({ default: 'night' }))).toMatchObject({ code: 'TARIFF_RETIRED' });
    expect(room.handle(draft('night'))).toMatchObject({ code: 'TARIFF_RETIRED' });
    expect(states(room, 'night', NOW)).toEqual(['1 SUPERSEDED']);
  });

  it('that leaves it open which tariff counts is refused', () => {
    const room = billing();
    for (const tariffId of ['city', 'van', 'night']) publishNow(room, tariffId);
    const outcome = room.handle(
      choose({
        default: 'city',
        entries: [
          { tariffId: 'van', when: { models: ['roadster-e'] } },
          { tariffId: 'night', when: { weekdays: ['saturday'] } },
        ],
      }),
    );
    expect(outcome).toMatchObject({ code: 'TARIFF_NOT_VALID' });
  });
});
