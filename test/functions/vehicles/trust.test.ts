import { describe, expect, it } from 'vitest';
import {
  connected,
  connectedCar,
  keysAfter,
  parked,
  registerCar,
  result,
  send,
  stateOf,
  trustUpdated,
  VIN,
  vehicles,
} from './car-under-test.ts';

const trust = (keys: number) => ({ keys, revocations: 0 });

describe('a car that says which keys it trusts', () => {
  it('gets the list after that one when it connects', () => {
    const room = vehicles();
    registerCar(room);

    const outcome = room.handle(connected({ seq: 1 }, { trust: trust(3) }));

    expect(keysAfter(outcome.outputs)).toEqual([3]);
    expect(room.item(`vehicle/${VIN}`)?.body).toMatchObject({ trust: { keys: 3, revocations: 0 } });
  });

  it('gets the one after when it has taken one, and so on', () => {
    const room = connectedCar();

    const outcome = room.handle(trustUpdated({ seq: 2 }, trust(2)));

    expect(keysAfter(outcome.outputs)).toEqual([2]);
    expect(outcome.events.at(-1)).toMatchObject({
      type: 'vehicles.trust-updated.v1',
      data: { vin: VIN, trust: trust(2) },
    });
    expect(stateOf(room).trust).toEqual(trust(2));
  });

  it('is not sent the same for ever when it refuses it, and operators see why', () => {
    const room = connectedCar();

    const outcome = room.handle(trustUpdated({ seq: 2 }, trust(1), 'BAD_SIGNATURE'));
    const back = room.handle(connected({ seq: 3 }, { trust: trust(1) }));

    expect(keysAfter(outcome.outputs)).toEqual([]);
    expect(outcome.events.at(-1)).toMatchObject({ data: { fault: 'BAD_SIGNATURE' } });
    expect(keysAfter(back.outputs)).toEqual([1]);
    expect(stateOf(room).trust).toEqual(trust(1));
  });

  it('keeps the fault in sight until it connects again', () => {
    const room = connectedCar();

    room.handle(trustUpdated({ seq: 2 }, trust(1), 'MALFORMED'));

    expect(room.item(`vehicle/${VIN}`)?.body).toMatchObject({ trust: { keys: 1, fault: 'MALFORMED' } });
    expect(room.rebuilt(`car/${VIN}`)).toEqual(stateOf(room));
  });

  it('gets it with whatever it says: it may stay connected for weeks', () => {
    const room = connectedCar();
    room.handle(connected({ seq: 2 }, { trust: trust(2) }));

    expect(keysAfter(room.handle(parked({ seq: 3 })).outputs)).toEqual([2]);
    expect(keysAfter(room.handle(result({ seq: 4 }, { fault: 'MALFORMED' })).outputs)).toEqual([2]);
  });

  it('gets nothing more after a refusal, but for one that says that it has the list', () => {
    const room = connectedCar();
    const already = room.handle(trustUpdated({ seq: 2 }, trust(2), 'OLD_VERSION'));
    const afterwards = room.handle(parked({ seq: 3 }));
    room.handle(trustUpdated({ seq: 4 }, trust(2), 'UNKNOWN_KEY'));

    expect(keysAfter(already.outputs)).toEqual([]);
    expect(keysAfter(afterwards.outputs)).toEqual([2]);
    expect(keysAfter(room.handle(parked({ seq: 5 })).outputs)).toEqual([]);
  });

  it('gets nothing when it has never heard of lists', () => {
    const room = connectedCar();

    expect(keysAfter(room.handle(parked({ seq: 2 })).outputs)).toEqual([]);
    expect(keysAfter(room.handle(connected({ seq: 3 })).outputs)).toEqual([]);
    expect(stateOf(room).trust).toBeUndefined();
  });

  it('is found by the version of its list', () => {
    const room = connectedCar();
    room.handle(connected({ seq: 2 }, { trust: trust(1) }));
    const before = room.item(`trust/${VIN}`);
    room.handle(trustUpdated({ seq: 3 }, trust(2)));

    expect(before).toMatchObject({ index: { partition: 'trust/1', sort: VIN } });
    expect(room.item(`trust/${VIN}`)).toEqual({
      key: `trust/${VIN}`,
      body: { vin: VIN, ...trust(2) },
      index: { partition: 'trust/2', sort: VIN },
    });
  });

  it('gets commands that are signed by a key of its list', () => {
    const room = connectedCar();
    const before = room.handle(send('request-1'));
    room.handle(connected({ seq: 2 }, { trust: trust(2) }));
    const after = room.handle(send('request-2', 'lock'));

    expect(before.outputs).toMatchObject([{ topic: 'commands' }]);
    expect(before.outputs[0]).not.toHaveProperty('list');
    expect(after.outputs).toMatchObject([{ topic: 'commands', list: 2 }]);
  });
});
