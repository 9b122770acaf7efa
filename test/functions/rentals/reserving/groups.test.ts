import { describe, expect, it } from 'vitest';
import { tariffChoiceSet, tariffPublished } from '../../../../shared/contracts/billing/tariff-management.ts';
import { reserve } from '../../../../shared/contracts/rentals/rentals.ts';
import { erased } from '../../../../shared/contracts/riders/erasure.ts';
import { groupsSet } from '../../../../shared/contracts/riders/groups.ts';
import { message } from '../../room-under-test.ts';
import { ANA, BEN, cancelRental, openForBusiness, type Rentals, VIN } from '../rentals-under-test.ts';

/** Students have a tariff of their own. */
const { tariff } = tariffPublished.example;
const published = (tariffId: string, description: string) =>
  message(tariffPublished, {
    ...tariffPublished.example,
    tariffId,
    tariff: { ...tariff, tariffId, description },
    from: '2026-01-31T08:00:00.000Z',
  });
const open = (): Rentals => {
  const room = openForBusiness();
  room.handle(published('city', '0.29 € a minute.'));
  room.handle(published('campus', '0.19 € a minute.'));
  const { choice } = tariffChoiceSet.example;
  const entries = [{ tariffId: 'campus', when: { riderGroups: ['students'] } }];
  room.handle(message(tariffChoiceSet, { ...tariffChoiceSet.example, choice: { ...choice, entries } }));
  return room;
};
const into = (...groups: string[]) => message(groupsSet, { ...groupsSet.example, riderId: ANA, groups });
const wants = (riderId = ANA, tariffId?: string) =>
  message(reserve, {
    vin: VIN,
    riderId,
    ...(tariffId === undefined ? {} : { tariff: { tariffId, version: 1 } }),
  });
const tariffOf = (room: Rentals) => {
  const event = room.events.findLast(({ type }) => type === 'rentals.reserved.v1');
  return event?.type === 'rentals.reserved.v1' ? event.data.tariff?.tariffId : undefined;
};

describe('a rider in a group', () => {
  it('gets the tariff that the rule has for the group, from the next reservation on', () => {
    const room = open();
    const { rentalId } = room.handle(wants()).result as { rentalId: string };
    expect(tariffOf(room)).toBe('city');
    room.handle(into('students'));
    expect(room.item(`rental/${rentalId}`)?.body).toMatchObject({ state: 'RESERVED' });
    room.handle(cancelRental(rentalId));

    const again = room.handle(wants()).result as { rentalId: string };
    expect(tariffOf(room)).toBe('campus');
    room.handle(cancelRental(again.rentalId));
    room.handle(wants(BEN));
    expect(tariffOf(room)).toBe('city');
    expect(room.rebuilt('rider/ana')).toEqual(room.state('rider/ana'));
  });

  it('is told both prices when another group was seen than the own one', () => {
    const room = open();
    room.handle(into('students'));
    expect(room.handle(wants(ANA, 'city'))).toMatchObject({
      code: 'TARIFF_CHANGED',
      detail: 'You have seen city version 1: 0.29 € a minute. In force is campus version 1: 0.19 € a minute.',
    });
    room.handle(into());
    expect(room.handle(wants(ANA, 'campus'))).toMatchObject({ code: 'TARIFF_CHANGED' });
    expect(room.handle(wants(ANA, 'city'))).toMatchObject({ kind: 'accept' });
  });

  it('is in none once erased', () => {
    const room = open();
    room.handle(into('students'));
    expect(room.item('rider-groups/ana')?.body).toEqual({ groups: ['students'] });
    room.handle(message(erased, { ...erased.example, riderId: ANA }));
    expect(room.item('rider-groups/ana')?.body).toEqual({ groups: [] });
  });
});
