import { array, assert, boolean, integer, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VehicleMessage } from '../../../functions/vehicles/messages.ts';
import { acceptLog } from '../../../shared/contracts/vehicles/vehicles.ts';
import { message } from '../room-under-test.ts';
import {
  connected,
  connectedCar,
  OTHER_SESSION,
  parked,
  receiptsOf,
  registerCar,
  stateOf,
  type Vehicles,
  VIN,
  vehicles,
} from './car-under-test.ts';

const OPERATOR = { principal: { kind: 'operator', id: 'eva' } } as const;

const receivedSeqs = (room: Vehicles) =>
  room.events.flatMap((event) => (event.type === 'vehicles.car-event-received.v1' ? [event.data.seq] : []));

describe('numbered events of a car', () => {
  it('are taken in order, each with a receipt', () => {
    const room = vehicles();
    registerCar(room);

    const first = room.handle(connected({ seq: 1 }, { status: { locked: true } }));
    const second = room.handle(parked({ seq: 2 }, { chargePercent: 69 }));

    expect(first.events.map(({ type }) => type)).toEqual([
      'vehicles.car-event-received.v1',
      'vehicles.connected.v1',
    ]);
    expect(receiptsOf(first.outputs)).toEqual([{ log: 1, lane: 'normal', next: 2 }]);
    expect(second.events.map(({ type }) => type)).toEqual([
      'vehicles.car-event-received.v1',
      'vehicles.parked.v1',
    ]);
    expect(receiptsOf(second.outputs)).toEqual([{ log: 1, lane: 'normal', next: 3 }]);
    expect(room.item(`vehicle/${VIN}`)?.body).toMatchObject({
      status: { locked: true, chargePercent: 69 },
      connection: { counter: 0, firmware: '1.0.0' },
    });
  });

  it.each([
    ['a duplicate', parked({ seq: 1 }), { log: 1, lane: 'normal', next: 2 }],
    ['a gap', parked({ seq: 3 }), { log: 1, lane: 'normal', next: 2 }],
    [
      'a higher log that does not begin at 1',
      parked({ log: 2, seq: 2 }),
      { log: 2, lane: 'normal', next: 1 },
    ],
    [
      'another lane that does not begin at 1',
      parked({ seq: 2, lane: 'emergency' }),
      { log: 1, lane: 'emergency', next: 1 },
    ],
  ])('answers %s with what it expects, and takes nothing', (_, event: VehicleMessage, receipt) => {
    const room = connectedCar();

    const outcome = room.handle(event);

    expect(outcome).toMatchObject({ kind: 'ignore', events: [] });
    expect(receiptsOf(outcome.outputs)).toEqual([receipt]);
    expect(stateOf(room).lanes).toEqual({ normal: { log: 1, next: 2 } });
  });

  it('begin anew with a higher log: the car has lost its store', () => {
    const room = connectedCar();

    const outcome = room.handle(connected({ log: 5, seq: 1 }, { session: OTHER_SESSION }));
    const late = room.handle(parked({ log: 1, seq: 2 }));

    expect(outcome.kind).toBe('accept');
    expect(receiptsOf(outcome.outputs)).toEqual([{ log: 5, lane: 'normal', next: 2 }]);
    expect(late).toMatchObject({ kind: 'ignore', events: [] });
    expect(receiptsOf(late.outputs)).toEqual([{ log: 5, lane: 'normal', next: 2 }]);
  });

  it('of a lower log are ignored, until an operator has the platform take that log', () => {
    const room = connectedCar();
    const of2040 = 2_208_988_800;
    room.handle(connected({ log: of2040, seq: 1 }, { session: OTHER_SESSION }));
    const ignored = room.handle(connected({ log: 7, seq: 1 }));
    const accept = { vin: VIN, log: 7, reason: 'its clock was in 2040' };

    const byRider = room.handle(message(acceptLog, accept, { principal: { kind: 'rider', id: 'ana' } }));
    const byOperator = room.handle(message(acceptLog, accept, OPERATOR));
    const again = room.handle(message(acceptLog, accept, OPERATOR));
    const taken = room.handle(connected({ log: 7, seq: 1 }));

    expect(receiptsOf(ignored.outputs)).toEqual([{ log: of2040, lane: 'normal', next: 2 }]);
    expect(byRider).toMatchObject({ kind: 'refuse', code: 'FORBIDDEN' });
    expect(byOperator).toMatchObject({
      result: { vin: VIN, log: 7 },
      events: [{ data: { operator: 'eva' } }],
    });
    expect(again).toMatchObject({ kind: 'accept', events: [] });
    expect(taken.kind).toBe('accept');
    expect(receiptsOf(taken.outputs)).toEqual([{ log: 7, lane: 'normal', next: 2 }]);
    expect(room.handle(parked({ log: 7, seq: 1, lane: 'emergency' })).kind).toBe('accept');
    expect(room.item(`vehicle/${VIN}`)?.body).toMatchObject({ log: 7 });
    expect(room.rebuilt(`car/${VIN}`)).toEqual(stateOf(room));
  });

  it('of a log are accepted for cars of the fleet alone', () => {
    expect(vehicles().handle(message(acceptLog, { vin: VIN, log: 7, reason: 'x' }, OPERATOR))).toMatchObject({
      kind: 'refuse',
      code: 'VEHICLE_UNKNOWN',
    });
  });

  it('of an emergency have a lane of their own and wait for nothing', () => {
    const room = connectedCar();

    const outcome = room.handle(parked({ seq: 1, lane: 'emergency' }));

    expect(outcome.kind).toBe('accept');
    expect(receiptsOf(outcome.outputs)).toEqual([{ log: 1, lane: 'emergency', next: 2 }]);
    expect(stateOf(room).lanes).toEqual({ normal: { log: 1, next: 2 }, emergency: { log: 1, next: 2 } });
  });

  it('of a car that nobody registered get no receipt: the car keeps them', () => {
    const room = vehicles();

    const early = room.handle(connected({ seq: 1 }));
    registerCar(room);
    const again = room.handle(connected({ seq: 1 }));

    expect(early).toMatchObject({ kind: 'ignore', outputs: [] });
    expect(again.kind).toBe('accept');
  });

  it('bring no older status over a newer one', () => {
    const room = connectedCar();
    room.now = '2026-01-31T09:10:00.000Z';
    room.handle(parked({ seq: 1, lane: 'emergency', time: '2026-01-31T09:10:00.000Z' }, { locked: false }));

    room.handle(parked({ seq: 2, time: '2026-01-31T09:05:00.000Z' }, { locked: true }));

    expect(stateOf(room)).toMatchObject({
      status: { locked: false },
      statusTime: '2026-01-31T09:10:00.000Z',
    });
  });

  it('are all taken, once and in order, whatever is lost, doubled and reordered on the way', () => {
    assert(
      property(array(tuple(integer({ min: 1, max: 12 }), boolean()), { maxLength: 80 }), (disorder) => {
        const room = vehicles();
        registerCar(room);
        let next = 1;
        const deliver = (seq: number, receiptArrives: boolean) => {
          const { outputs } = room.handle(seq === 1 ? connected({ seq }) : parked({ seq }));
          const receipts = receiptsOf(outputs) as { next: number }[];
          if (receiptArrives) for (const receipt of receipts) next = Math.max(next, receipt.next);
        };
        for (const [seq, receiptArrives] of disorder) deliver(seq, receiptArrives);
        // The car sends again from its receipt on until all are covered: it needs no luck for that.
        for (const seq of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) if (seq >= next) deliver(seq, true);
        expect(receivedSeqs(room)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        expect(next).toBe(13);
      }),
    );
  });
});
