import { Object as Obj, String as Str } from 'typebox';
import { describe, expect, it } from 'vitest';
import { cancelled, expireReservation, unlock } from '../../shared/contracts/rentals/rentals.ts';
import type { Acceptance, Domain, EventOf, MessageOf, Timer } from '../../shared/runtime/domain.ts';
import { readModel } from '../../shared/runtime/read-model.ts';
import { message, roomUnderTest } from './room-under-test.ts';

/** A room that says what breaks a contract fails its tests, although it compiles: patterns are no types. */

type Event = EventOf<typeof cancelled>;

const notes = readModel('note/{vin}', Obj({ note: Str({ minLength: 1 }) }));

function deciding(decision: Omit<Acceptance<Event>, 'kind'>, timers: readonly Timer[] = [], note = 'over') {
  const domain: Domain<{ readonly isOver: boolean }, MessageOf<typeof unlock>, Event> = {
    aggregateOf: ({ data }) => `car/${data.vin}`,
    aggregateOfEvent: ({ data }) => `car/${data.vin}`,
    initial: () => ({ isOver: false }),
    decide: () => ({ kind: 'accept', ...decision }),
    evolve: () => ({ isOver: true }),
    timers: ({ isOver }) => (isOver ? timers : []),
    readModels: () => [notes({ vin: event.data.vin }, { note })],
  };
  return () => roomUnderTest(domain).handle(message(unlock, unlock.example));
}

const event = cancelled(cancelled.example);

describe('a room under test', () => {
  it('takes what follows its contract', () => {
    const timer = {
      id: 'timer',
      at: '2026-01-31T09:00:00.000Z',
      command: expireReservation(expireReservation.example),
    };
    const handle = deciding({ events: [event], outputs: [unlock(unlock.example)] }, [timer]);

    expect(handle()).toMatchObject({ kind: 'accept', events: [event] });
  });

  it('refuses an event that breaks its contract', () => {
    const wrong = cancelled({ ...cancelled.example, vin: 'none' });

    expect(deciding({ events: [wrong] })).toThrow(/rentals\.cancelled\.v1 \/vin/);
  });

  it('refuses an output that breaks its contract', () => {
    const wrong = unlock({ ...unlock.example, vin: 'none' });

    expect(deciding({ events: [], outputs: [wrong] })).toThrow(/rentals\.unlock\.v1 \/vin/);
  });

  it('refuses a timer that breaks its contract', () => {
    const command = expireReservation({ ...expireReservation.example, vin: 'none' });
    const timer = { id: 'timer', at: '2026-01-31T09:00:00.000Z', command };

    expect(deciding({ events: [event] }, [timer])).toThrow(/rentals\.expire-reservation\.v1 \/vin/);
  });

  it('refuses an item that breaks its read model', () => {
    expect(deciding({ events: [event] }, [], '')).toThrow(/note\/\{vin\} \/note/);
  });
});
