import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { domain } from '../../../functions/gbfs/domain.ts';
import { ID_DIGITS } from '../../../functions/gbfs/read-models.ts';
import { carOffered, carWithdrawn } from '../../../shared/contracts/rentals/availability.ts';
import { started } from '../../../shared/contracts/rentals/rentals.ts';
import { message, roomUnderTest } from '../room-under-test.ts';

const VIN = 'WRS00001X0T000001';
const KEY = `vehicle/${VIN}`;
const HERE = { latitude: 42.5, longitude: 1.52 };
const time = '2026-01-31T09:00:00.000Z';

const offered = (position = HERE) =>
  message(carOffered, {
    vin: VIN,
    model: 'Roadster E',
    plate: 'A-1234',
    position,
    positionTime: time,
    chargePercent: 80.5,
    time,
  });
const withdrawn = () => message(carWithdrawn, { vin: VIN, time });
const driven = () =>
  message(started, { vin: VIN, rentalId: 'rnt_00000000000000000000000001', riderId: 'ana', car: {}, time });

const shownId = (room: ReturnType<typeof gbfs>) => room.item(KEY)?.index?.sort;
const gbfs = () => roomUnderTest(domain);

describe('a vehicle in public', () => {
  it('is shown while it can be rented, and found by its public id', () => {
    const room = gbfs();

    room.handle(offered());
    const shown = room.item(KEY);
    room.handle(withdrawn());

    expect(shown?.index?.sort).toMatch(/^veh_/);
    expect(ID_DIGITS.map((digit) => `shown/veh_${digit}`)).toContain(shown?.index?.partition);
    expect(shown?.index?.sort.startsWith(shown.index.partition.replace('shown/', ''))).toBe(true);
    expect(room.item(KEY)?.index).toBeUndefined();
  });

  it('says nothing by which it could be told to be that vehicle', () => {
    const room = gbfs();
    room.handle(offered());

    const { body, index } = room.item(KEY) ?? {};

    expect(JSON.stringify([body, index])).not.toContain(VIN);
    expect(JSON.stringify([body, index])).not.toContain('A-1234');
  });

  it('keeps its id when somebody only reserved it', () => {
    const room = gbfs();
    room.handle(offered());
    const first = shownId(room);

    room.handle(withdrawn());
    room.handle(offered());

    expect(shownId(room)).toBe(first);
  });

  it('has another id after somebody drove it', () => {
    const room = gbfs();
    room.handle(offered());
    const first = shownId(room);

    for (const one of [withdrawn(), driven(), driven(), offered()]) room.handle(one);

    expect(shownId(room)).toMatch(/^veh_/);
    expect(shownId(room)).not.toBe(first);
  });

  it('has another id where somebody moved it without a rental, and the same after a drift of its receiver', () => {
    const room = gbfs();
    room.handle(offered());
    const first = shownId(room);
    room.handle(offered({ ...HERE, latitude: 42.5003 }));
    const drifted = shownId(room);
    room.handle(offered({ ...HERE, latitude: 42.51 }));

    expect(drifted).toBe(first);
    expect(shownId(room)).not.toBe(first);
  });

  it('is not changed by what says nothing new', () => {
    const room = gbfs();
    expect(room.handle(withdrawn()).kind).toBe('ignore');
    expect(room.handle(driven()).kind).toBe('ignore');
    room.handle(offered());

    expect(room.handle(offered()).kind).toBe('ignore');
  });

  it('never has an id again that it had before it was driven, and can be made anew from its events', () => {
    const steps = { offered, withdrawn, driven };
    assert(
      property(array(constantFrom('offered', 'withdrawn', 'driven' as const)), (names) => {
        const room = gbfs();
        const before = new Set<string>();
        let current: string | undefined;
        for (const name of names) {
          room.handle(steps[name]());
          if (name === 'driven' && current !== undefined) before.add(current);
          const id = shownId(room);
          if (name !== 'offered') continue;
          expect(id === undefined || before.has(id)).toBe(false);
          current = id;
        }
        expect(room.rebuilt(KEY)).toEqual(room.state(KEY));
      }),
    );
  });
});
