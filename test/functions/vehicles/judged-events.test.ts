import { describe, expect, it } from 'vitest';
import { addSeconds } from '../../../shared/kernel/time.ts';
import type { Output } from '../../../shared/runtime/domain.ts';
import {
  anyEvent,
  connected,
  connectedCar,
  finishedOf,
  OTHER_SESSION,
  parked,
  receiptsOf,
  reportsOf,
  result,
  SESSION,
  sent,
  stateOf,
  type Vehicles,
  VIN,
} from './car-under-test.ts';

const START = '2026-01-31T09:00:00.000Z';
const HOME = { latitude: 42.5075, longitude: 1.5218, accuracyMetres: 4 };
const GOOD = { position: HOME, odometerKm: 1000, chargePercent: 80, locked: true };

const said = (seq: number, status: unknown) => anyEvent({ seq }, { type: 'parked', data: { status } });
const lastOf = (room: Vehicles) => room.events.at(-1)?.data as Record<string, unknown> | undefined;
const lettersOf = (outputs: readonly Output[]) => outputs.filter(({ to }) => to === 'dead-letters');

/** A car that has said where it is, and its next event is seq 3. */
function placedCar(): Vehicles {
  const room = connectedCar();
  room.handle(parked({ seq: 2 }, GOOD));
  return room;
}

describe('one bad value in a numbered event', () => {
  it.each([
    [
      'a charge of 100.4 %',
      { chargePercent: 100.4 },
      'chargePercent',
      'OUT_OF_RANGE',
      { ...GOOD, chargePercent: 80 },
    ],
    ['a charge of -1', { chargePercent: -1 }, 'chargePercent', 'OUT_OF_RANGE', GOOD],
    ['a charge as text', { chargePercent: '69' }, 'chargePercent', 'UNREADABLE', GOOD],
    ['an odometer of null', { odometerKm: null }, 'odometerKm', 'UNREADABLE', GOOD],
    ['an odometer as text', { odometerKm: '1002' }, 'odometerKm', 'UNREADABLE', GOOD],
    ['an odometer below 0', { odometerKm: -5 }, 'odometerKm', 'OUT_OF_RANGE', GOOD],
    ['no fix', { position: null }, 'position', 'NO_FIX', GOOD],
    ['a fix at 0,0', { position: { latitude: 0, longitude: 0 } }, 'position', 'NO_FIX', GOOD],
    ['a fix at a pole', { position: { latitude: -90, longitude: 0 } }, 'position', 'NO_FIX', GOOD],
    ['a fix off the globe', { position: { latitude: 91, longitude: 0 } }, 'position', 'OUT_OF_RANGE', GOOD],
    ['a position as text', { position: '42.5,1.5' }, 'position', 'UNREADABLE', GOOD],
    ['a lock that is not yes or no', { locked: 'yes' }, 'locked', 'UNREADABLE', GOOD],
  ])('%s is left out and marked, and the rest is taken', (_, bad, field, refused, status) => {
    const room = placedCar();

    const outcome = room.handle(said(3, { ...GOOD, doorsClosed: true, ...bad }));

    expect(outcome.kind).toBe('accept');
    expect(receiptsOf(outcome.outputs)).toEqual([{ log: 1, lane: 'normal', next: 4 }]);
    expect(lastOf(room)).toMatchObject({ judged: [{ field, refused }] });
    expect(stateOf(room).status).toEqual({ ...status, doorsClosed: true });
  });

  it.each([
    ['accuracy', { accuracyMetres: -1 }, 'position.accuracyMetres'],
    ['heading', { headingDegrees: -1 }, 'position.headingDegrees'],
  ])('an %s of -1 spoils no fix', (_, bad, field) => {
    const room = placedCar();

    room.handle(said(3, { position: { latitude: 42.508, longitude: 1.522, ...bad } }));

    expect(lastOf(room)).toMatchObject({
      status: { position: { latitude: 42.508, longitude: 1.522 } },
      judged: [{ field, refused: 'OUT_OF_RANGE' }],
    });
  });

  it('of newer firmware is ignored', () => {
    const room = placedCar();

    room.handle(
      anyEvent({ seq: 3 }, { type: 'parked', data: { status: { hoodClosed: true }, mood: 1 }, more: [] }),
    );

    expect(lastOf(room)).toEqual({ vin: VIN, status: {}, time: START });
  });

  it('does not keep a command from its result', () => {
    const room = placedCar();
    const commandId = sent(room, 'request-1', 'lock');

    const outcome = room.handle(
      anyEvent(
        { seq: 3 },
        {
          type: 'command-result',
          data: {
            session: SESSION,
            counter: 'one',
            clock: '2026-02-30T09:00:00Z',
            commandId,
            result: 'executed',
            fault: null,
            status: { locked: true, chargePercent: 100.4 },
          },
        },
      ),
    );

    expect(finishedOf(outcome.events)).toMatchObject([{ result: 'EXECUTED', status: { locked: true } }]);
  });

  it('a fault that the platform does not know is a refusal all the same', () => {
    const room = placedCar();
    const commandId = sent(room, 'request-1', 'lock');
    const data = {
      session: SESSION,
      counter: 1,
      clock: START,
      commandId,
      result: 'refused',
      fault: 'BONNET_OPEN',
      status: {},
    };

    const outcome = room.handle(anyEvent({ seq: 3 }, { type: 'command-result', data }));

    expect(finishedOf(outcome.events)).toMatchObject([{ result: 'REJECTED', reason: 'MALFORMED' }]);
  });

  it.each([
    ['no session', { session: undefined }],
    ['no counter', { counter: -1 }],
    ['a counter that no other can follow', { counter: Number.MAX_SAFE_INTEGER }],
  ])('a connect with %s is none, and counts', (_, bad) => {
    const room = placedCar();
    const data = { session: OTHER_SESSION, counter: 0, clock: START, firmware: '2', status: {}, ...bad };

    room.handle(anyEvent({ seq: 3 }, { type: 'connected', data }));

    expect(stateOf(room)).toMatchObject({ connection: { session: SESSION }, lanes: { normal: { next: 4 } } });
  });

  it('a connect keeps the firmware and the trust that are known', () => {
    const room = placedCar();
    const data = {
      session: OTHER_SESSION,
      counter: 0,
      clock: null,
      firmware: 7,
      trust: { keys: '1' },
      status: null,
    };

    room.handle(anyEvent({ seq: 3 }, { type: 'connected', data }));

    expect(stateOf(room).connection).toMatchObject({ session: OTHER_SESSION, firmware: '1.0.0' });
    expect(lastOf(room)).toMatchObject({
      clock: START,
      judged: [
        { field: 'clock', estimated: 'ARRIVAL' },
        { field: 'clock', refused: 'UNREADABLE' },
        { field: 'firmware', refused: 'UNREADABLE' },
        { field: 'trust', refused: 'UNREADABLE' },
        { field: 'status', refused: 'UNREADABLE' },
      ],
    });
  });
});

describe('a numbered event that cannot be read', () => {
  const unreadable = [
    ['an unknown type', { type: 'moved', data: {} }],
    ['no type', { type: 5, data: {} }],
    ['no data', { type: 'parked' }],
    ['data that is a list', { type: 'parked', data: [] }],
    ['an answer without a result', { type: 'command-result', data: { status: {} } }],
    [
      'an answer to a command that has no id',
      { type: 'command-result', data: { result: 'executed', commandId: 'x' } },
    ],
    ['no grant', { type: 'grant-used', data: { result: 'executed', action: 'unlock', booking: 'b' } }],
    ['no list', { type: 'trust-updated', data: { trust: 5 } }],
  ] as const;

  it.each(unreadable)(
    'for it has %s: its number counts, and it is kept among the dead letters',
    (_, members) => {
      const room = connectedCar();

      const outcome = room.handle(anyEvent({ seq: 2 }, members));
      const next = room.handle(parked({ seq: 3 }));

      expect(receiptsOf(outcome.outputs)).toEqual([{ log: 1, lane: 'normal', next: 3 }]);
      expect(outcome.events).toMatchObject([
        { type: 'vehicles.car-event-received.v1', data: { unread: true } },
      ]);
      expect(lettersOf(outcome.outputs)).toMatchObject([
        { key: VIN, value: JSON.stringify({ log: 1, seq: 2, time: START, ...members }) },
      ]);
      expect(next.kind).toBe('accept');
    },
  );

  const unread = (seq: number) => anyEvent({ seq }, { type: 'command-result', data: { result: 'perhaps' } });

  it('may be an answer: what waits for one is UNKNOWN, and the car is asked', () => {
    const room = connectedCar();
    const commandId = sent(room, 'request-1');

    const outcome = room.handle(unread(2));

    expect(finishedOf(outcome.events)).toMatchObject([
      { commandId, result: 'UNKNOWN', reason: 'ANSWER_UNREADABLE', mayHaveSucceeded: true },
    ]);
    expect(reportsOf(outcome.outputs)).toHaveLength(1);
  });

  it('leaves its command UNKNOWN, whatever the car says later, and then it holds up nothing', () => {
    const room = connectedCar();
    sent(room, 'request-1');
    const [question] = reportsOf(room.handle(unread(2)).outputs);
    expect(room.handle(anyEvent({ seq: 3 }, { type: 'started', data: { status: {} } })).kind).toBe('accept');
    expect(() => sent(room, 'request-2')).toThrow(/undefined/);
    room.now = addSeconds(room.now, 60);

    room.handle(result({ seq: 4, time: room.now }, { commandId: question?.id ?? '', counter: 2 }));
    room.handle(connected({ seq: 5, time: room.now }, { session: OTHER_SESSION }));

    expect(finishedOf(room.events).map(({ requestId, result: end }) => [requestId, end])).toEqual([
      ['request-1', 'UNKNOWN'],
      ['request-2', 'REJECTED'],
    ]);
    expect(sent(room, 'request-3')).toMatch(/^cmd_/);
  });

  it('does not make the platform ask for ever', () => {
    const room = connectedCar();
    sent(room, 'request-1');
    let asked = 0;
    for (let seq = 2; seq < 20; seq++) asked += reportsOf(room.handle(unread(seq)).outputs).length;
    expect(asked).toBe(1);
  });

  it('is given its answer when the car repeats it', () => {
    const room = connectedCar();
    const commandId = sent(room, 'request-1');
    room.handle(unread(2));

    const outcome = room.handle(result({ seq: 3 }, { commandId }));

    expect(finishedOf(outcome.events)).toMatchObject([{ commandId, result: 'EXECUTED' }]);
    expect(room.rebuilt(`car/${VIN}`)).toEqual(stateOf(room));
  });
});
