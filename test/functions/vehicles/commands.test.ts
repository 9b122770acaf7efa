import { describe, expect, it } from 'vitest';
import { commandTimeout, sendCommand } from '../../../shared/contracts/vehicles/vehicles.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import { message } from '../room-under-test.ts';
import {
  BOOKING,
  commandsOf,
  connected,
  connectedCar,
  finishedOf,
  OTHER_SESSION,
  parked,
  receiptsOf,
  registerCar,
  result,
  SESSION,
  send,
  sent,
  stateOf,
  VIN,
  vehicles,
} from './car-under-test.ts';

describe('sending a command', () => {
  it('signs it for the car’s session with the next counter and seconds to live', () => {
    const room = connectedCar();

    const outcome = room.handle(send('request-1', 'unlock', BOOKING));

    const { commandId } = outcome.result as { commandId: string };
    expect(outcome.kind).toBe('accept');
    expect(commandsOf(outcome.outputs)).toEqual([
      {
        id: commandId,
        vin: VIN,
        action: 'unlock',
        booking: BOOKING,
        session: SESSION,
        counter: 1,
        issued: room.now,
        expires: addSeconds(room.now, 5),
      },
    ]);
    expect(room.item(`command/${VIN}/${commandId}`)?.body).toMatchObject({ state: 'SENT', counter: 1 });
  });

  it('never uses a counter again, and goes on from the car’s when that is higher', () => {
    const room = connectedCar();
    sent(room, 'request-1');
    room.handle(connected({ seq: 2 }, { counter: 0 }));
    sent(room, 'request-2', 'lock');
    room.handle(connected({ seq: 3 }, { counter: 40 }));
    room.handle(send('request-3', 'lock', BOOKING));

    expect(stateOf(room).requests.map(({ command }) => command?.counter)).toEqual([1, 2, 41]);
  });

  it('counts anew from the car’s word in a new session', () => {
    const room = connectedCar();
    sent(room, 'request-1');
    room.handle(connected({ seq: 2 }, { session: OTHER_SESSION, counter: 0 }));
    sent(room, 'request-2');

    expect(stateOf(room).requests[1]?.command).toMatchObject({ session: OTHER_SESSION, counter: 1 });
  });

  it('makes one command of a request id, however often it is asked', () => {
    const room = connectedCar();
    const commandId = sent(room, 'request-1');

    const again = room.handle(send('request-1'));
    room.handle(result({ seq: 2 }, { commandId }));
    const afterwards = room.handle(send('request-1'));
    const tooLate = room.handleExpired(send('request-1'));

    for (const outcome of [again, afterwards, tooLate]) {
      expect(outcome).toMatchObject({ kind: 'accept', result: { commandId }, events: [], outputs: [] });
    }
  });

  it('takes the operation as the request when the asker has no id of its own', () => {
    const room = connectedCar();

    const outcome = room.handle(message(sendCommand, { vin: VIN, action: 'lock' }, { id: 'op_vehicles_1' }));

    expect(outcome.events[0]).toMatchObject({ data: { requestId: 'op_vehicles_1' } });
  });

  it('lets different commands be under way, but not the same one for the same booking', () => {
    const room = connectedCar();
    room.handle(send('request-1', 'unlock', BOOKING));

    const lock = room.handle(send('request-2', 'lock', BOOKING));
    const operator = room.handle(send('request-3', 'unlock'));
    const same = room.handle(send('request-4', 'unlock', BOOKING));

    expect([lock.kind, operator.kind]).toEqual(['accept', 'accept']);
    expect(same).toMatchObject({ kind: 'refuse', code: 'COMMAND_IN_PROGRESS', outputs: [] });
    expect(finishedOf(same.events)).toMatchObject([
      { requestId: 'request-4', result: 'REJECTED', reason: 'COMMAND_IN_PROGRESS', retryCanHelp: true },
    ]);
  });

  it('tells the asker when nobody registered the car', () => {
    const room = vehicles();

    const outcome = room.handle(send('request-1', 'unlock', BOOKING));
    const again = room.handle(send('request-1', 'unlock', BOOKING));

    expect(outcome).toMatchObject({ kind: 'refuse', code: 'VEHICLE_UNKNOWN', outputs: [] });
    expect(finishedOf(outcome.events)).toEqual([
      {
        vin: VIN,
        requestId: 'request-1',
        action: 'unlock',
        booking: BOOKING,
        result: 'REJECTED',
        reason: 'VEHICLE_UNKNOWN',
        mayHaveSucceeded: false,
        retryCanHelp: false,
        time: room.now,
      },
    ]);
    expect(again).toMatchObject({ kind: 'refuse', code: 'VEHICLE_UNKNOWN', events: [] });
  });

  it('tells the asker when the car has never connected, and keeps to that answer', () => {
    const room = vehicles();
    registerCar(room);

    const outcome = room.handle(send('request-1'));
    room.handle(connected({ seq: 1 }));
    const again = room.handle(send('request-1'));
    const other = room.handle(send('request-2'));

    expect(outcome).toMatchObject({ kind: 'refuse', code: 'VEHICLE_NEVER_CONNECTED' });
    expect(finishedOf(outcome.events)).toMatchObject([{ result: 'REJECTED', reason: 'NEVER_CONNECTED' }]);
    expect(again).toMatchObject({ kind: 'refuse', code: 'VEHICLE_NEVER_CONNECTED', outputs: [] });
    expect(other.kind).toBe('accept');
  });

  it('sends nothing when it is decided too late, and tells the asker', () => {
    const room = connectedCar();

    const outcome = room.handleExpired(send('request-1'));

    expect(outcome).toMatchObject({ kind: 'refuse', code: 'EXPIRED', outputs: [] });
    expect(finishedOf(outcome.events)).toMatchObject([
      {
        result: 'EXPIRED',
        reason: 'EXPIRED_BEFORE_SENDING',
        mayHaveSucceeded: false,
        retryCanHelp: true,
      },
    ]);
  });
});

describe('the answer of the car', () => {
  it('EXECUTED finishes the command with the car’s status and time', () => {
    const room = connectedCar();
    const commandId = sent(room, 'request-1');

    const outcome = room.handle(
      result({ seq: 2, time: '2026-01-31T09:00:00.120Z' }, { commandId, status: { locked: false } }),
    );

    expect(finishedOf(outcome.events)).toEqual([
      {
        vin: VIN,
        commandId,
        requestId: 'request-1',
        action: 'unlock',
        result: 'EXECUTED',
        mayHaveSucceeded: true,
        retryCanHelp: false,
        status: { locked: false },
        time: '2026-01-31T09:00:00.120Z',
      },
    ]);
    expect(room.timers()).toEqual([]);
    expect(room.item(`command/${VIN}/${commandId}`)?.body).toMatchObject({ state: 'EXECUTED' });
    expect(room.item(`vehicle/${VIN}`)?.body).toMatchObject({ status: { locked: false } });
  });

  it('refused finishes it REJECTED with the fault and what it means', () => {
    const room = connectedCar();
    const commandId = sent(room, 'request-1');

    const outcome = room.handle(result({ seq: 2 }, { commandId, fault: 'VEHICLE_MOVING' }));

    expect(finishedOf(outcome.events)).toMatchObject([
      { result: 'REJECTED', reason: 'VEHICLE_MOVING', mayHaveSucceeded: false, retryCanHelp: true },
    ]);
  });

  it('OVERTAKEN ends it, sends nothing by itself, and whoever asks again gets the next counter', () => {
    const room = connectedCar();
    const withheld = sent(room, 'request-1', 'unlock');
    const lock = sent(room, 'request-2', 'lock');
    room.handle(result({ seq: 2 }, { commandId: lock, counter: 2 }));

    const outcome = room.handle(result({ seq: 3 }, { commandId: withheld, counter: 2, fault: 'OVERTAKEN' }));
    const again = room.handle(send('request-3', 'unlock'));

    expect(finishedOf(outcome.events)).toMatchObject([
      {
        requestId: 'request-1',
        result: 'REJECTED',
        reason: 'OVERTAKEN',
        mayHaveSucceeded: false,
        retryCanHelp: true,
      },
    ]);
    expect(commandsOf(outcome.outputs)).toEqual([]);
    expect(room.item(`command/${VIN}/${withheld}`)?.body).toMatchObject({
      state: 'REJECTED',
      reason: 'OVERTAKEN',
    });
    expect(commandsOf(again.outputs)).toMatchObject([{ action: 'unlock', counter: 3 }]);
  });

  it('that comes again changes nothing, but its number is received', () => {
    const room = connectedCar();
    const commandId = sent(room, 'request-1');
    room.handle(result({ seq: 2 }, { commandId }));

    const outcome = room.handle(result({ seq: 3 }, { commandId, fault: 'COUNTER_USED' }));

    expect(outcome.events.map(({ type }) => type)).toEqual(['vehicles.car-event-received.v1']);
    expect(receiptsOf(outcome.outputs)).toEqual([{ log: 1, lane: 'normal', next: 4 }]);
    expect(room.item(`command/${VIN}/${commandId}`)?.body).toMatchObject({ state: 'EXECUTED' });
  });

  it('to something unreadable or long forgotten is received and finishes nothing', () => {
    const room = connectedCar();
    sent(room, 'request-1');

    const unreadable = room.handle(result({ seq: 2 }, { fault: 'MALFORMED' }));
    const forgotten = room.handle(result({ seq: 3 }, { commandId: 'cmd_00000000000000000000000009' }));

    expect(finishedOf([...unreadable.events, ...forgotten.events])).toEqual([]);
    expect(stateOf(room).requests[0]?.outcome).toBeUndefined();
  });

  it('puts the platform in step with session and counter', () => {
    const room = connectedCar();
    const commandId = sent(room, 'request-1');

    room.handle(
      result({ seq: 2 }, { commandId, fault: 'WRONG_SESSION', session: OTHER_SESSION, counter: 7 }),
    );
    sent(room, 'request-2');

    expect(stateOf(room).requests[1]?.command).toMatchObject({ session: OTHER_SESSION, counter: 8 });
  });

  it.each([
    ['ahead', '2026-01-31T10:00:00.000Z', 'EXPIRED', '2026-01-31T10:00:00.000Z'],
    ['behind', '2026-01-31T08:00:00.000Z', 'LIFETIME_TOO_LONG', '2026-01-31T08:00:02.000Z'],
    ['right, and the command late', '2026-01-31T09:00:01.000Z', 'EXPIRED', '2026-01-31T09:00:02.000Z'],
    ['ahead, whatever the fault', '2026-01-31T10:00:00.000Z', 'VEHICLE_MOVING', '2026-01-31T10:00:00.000Z'],
  ] as const)('puts the platform in step with a clock that is %s', (_, clock, fault, issued) => {
    const room = connectedCar();
    const commandId = sent(room, 'request-1');
    room.now = addSeconds(room.now, 2);

    room.handle(result({ seq: 2 }, { commandId, fault, clock }));
    const next = room.handle(send('request-2'));

    expect(commandsOf(next.outputs)).toMatchObject([{ issued, expires: addSeconds(issued, 5) }]);
    expect(room.timers().map(({ at }) => at)).toEqual([addSeconds(room.now, 10)]);
  });
});

describe('a command without an answer', () => {
  it('is UNKNOWN when its timer fires, and not before', () => {
    const room = connectedCar();
    const commandId = sent(room, 'request-1');
    const sentAt = room.now;

    room.advanceTo(addSeconds(sentAt, 9));
    expect(finishedOf(room.events)).toEqual([]);
    room.advanceTo(addSeconds(sentAt, 10));

    expect(finishedOf(room.events)).toMatchObject([
      { commandId, result: 'UNKNOWN', reason: 'NO_ANSWER', mayHaveSucceeded: true, retryCanHelp: true },
    ]);
    expect(room.item(`command/${VIN}/${commandId}`)?.body).toMatchObject({ state: 'UNKNOWN' });
  });

  it('is not touched by a timer that comes after its answer', () => {
    const room = connectedCar();
    const commandId = sent(room, 'request-1');
    room.handle(result({ seq: 2 }, { commandId }));

    expect(room.handle(message(commandTimeout, { vin: VIN, commandId }))).toMatchObject({ kind: 'ignore' });
  });

  it('is resolved when the answer comes at last', () => {
    const room = connectedCar();
    const commandId = sent(room, 'request-1');
    room.advanceTo(addSeconds(room.now, 60));

    room.handle(result({ seq: 2 }, { commandId }));

    expect(finishedOf(room.events).map(({ result }) => result)).toEqual(['UNKNOWN', 'EXECUTED']);
  });

  it('is EXPIRED when the car connects and has never accepted it', () => {
    const room = connectedCar();
    const commandId = sent(room, 'request-1');
    room.advanceTo(addSeconds(room.now, 60));

    room.handle(connected({ seq: 2, time: room.now }, { counter: 0 }));
    room.handle(result({ seq: 3 }, { commandId, fault: 'EXPIRED' }));

    expect(finishedOf(room.events).map(({ result, reason }) => [result, reason])).toEqual([
      ['UNKNOWN', 'NO_ANSWER'],
      ['EXPIRED', 'EXPIRED'],
    ]);
  });

  it('is EXPIRED without waiting for the timer when the car has begun another session', () => {
    const room = connectedCar();
    sent(room, 'request-1');

    const outcome = room.handle(connected({ seq: 2 }, { session: OTHER_SESSION }));

    expect(finishedOf(outcome.events)).toMatchObject([
      { result: 'EXPIRED', reason: 'WRONG_SESSION', mayHaveSucceeded: false, retryCanHelp: true },
    ]);
    expect(room.timers()).toEqual([]);
  });

  it('stays open at a connect that proves nothing, since it has not expired by the car’s clock', () => {
    const room = connectedCar();
    sent(room, 'request-1');

    const early = room.handle(connected({ seq: 2 }));
    const late = room.handle(connected({ seq: 3, time: addSeconds(room.now, 30) }));

    expect(finishedOf(early.events)).toEqual([]);
    expect(finishedOf(late.events)).toMatchObject([{ requestId: 'request-1', result: 'EXPIRED' }]);
  });

  it('is EXPIRED when the car has obeyed a later one: it would have answered this one before', () => {
    const room = connectedCar();
    sent(room, 'request-1');
    const commandId = sent(room, 'request-2', 'lock');

    const early = room.handle(result({ seq: 2 }, { commandId, counter: 2 }));
    const late = room.handle(
      result({ seq: 3, time: addSeconds(room.now, 6) }, { fault: 'MALFORMED', counter: 2 }),
    );

    expect(finishedOf(early.events)).toMatchObject([{ requestId: 'request-2', result: 'EXECUTED' }]);
    expect(finishedOf(late.events)).toMatchObject([{ requestId: 'request-1', result: 'EXPIRED' }]);
  });

  it('stays UNKNOWN when the car has lost its store: the answer may have been in it', () => {
    const room = connectedCar();
    sent(room, 'request-1');
    room.advanceTo(addSeconds(room.now, 60));

    room.handle(connected({ log: 2, seq: 1, time: room.now }, { session: OTHER_SESSION }));
    room.handle(connected({ log: 2, seq: 2, time: room.now }, { session: SESSION }));

    expect(finishedOf(room.events).map(({ result }) => result)).toEqual(['UNKNOWN']);
  });
});

describe('the state of a car', () => {
  it('is made of its events alone', () => {
    const room = connectedCar();
    const commandId = sent(room, 'request-1');
    room.handle(result({ seq: 2 }, { commandId, fault: 'EXPIRED', clock: '2026-01-31T10:00:00.000Z' }));
    sent(room, 'request-2', 'lock');
    room.handleExpired(send('request-3'));
    room.advanceTo(addSeconds(room.now, 60));
    room.handle(parked({ seq: 3 }));

    expect(room.rebuilt(`car/${VIN}`)).toEqual(stateOf(room));
  });

  it('remembers a bounded number of requests, those under way before all, then the unknown', () => {
    const room = connectedCar();
    const unknown = sent(room, 'unknown');
    room.advanceTo(addSeconds(room.now, 60));
    const underWay = sent(room, 'under-way', 'lock');
    for (let i = 0; i < 100; i++) room.handleExpired(send(`late-${i}`));

    const { requests } = stateOf(room);
    expect(requests).toHaveLength(17);
    expect(requests.flatMap(({ command }) => command?.commandId ?? [])).toEqual([unknown, underWay]);
    expect(requests.at(-1)?.requestId).toBe('late-99');
  });
});
