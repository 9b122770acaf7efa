import { assert, constantFrom, option, property, stringMatching } from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../../shared/contracts/compile.ts';
import { heardEvents, routedEvents } from '../../../functions/realtime/heard.ts';
import { ownerIn, pushesOf, rentalAskedOf } from '../../../functions/realtime/routing.ts';
import { FLEET, streamOfRider } from '../../../functions/realtime/streams.ts';
import { messages } from '../../../shared/contracts/catalogue.ts';
import { type EventContract, event } from '../../../shared/contracts/define.ts';
import { issued, moved } from '../../../shared/contracts/offers/given.ts';
import { grantDenied, grantReceived, grantRequested } from '../../../shared/contracts/rentals/grants.ts';
import { reserved } from '../../../shared/contracts/rentals/rentals.ts';
import { violations } from '../../../shared/contracts/validate.ts';
import { commandFinished } from '../../../shared/contracts/vehicles/vehicles.ts';
import type { Message } from '../../../shared/runtime/domain.ts';

/** Who hears of what. */

const contracts = heardEvents;
const forRidersAlone = contracts.filter(({ heardBy }) => heardBy.operators === undefined);
const grants = forRidersAlone.filter(({ type }) => type.startsWith('rentals.'));
const offers = forRidersAlone.filter((contract) => !grants.includes(contract));
const others = contracts.filter((contract) => !forRidersAlone.includes(contract));

function messageOf(contract: EventContract, more: object = {}, id = 'evt_1'): Message {
  const data = { ...(contract.example as object), ...more };
  return { type: contract.type, id, time: '2026-01-31T09:30:00.000Z', data };
}

const riderIn = (contract: EventContract): string | undefined =>
  (contract.example as { riderId?: string }).riderId;

it('each event is pushed, or has a reason why not', () => {
  const reasons = messages.flatMap((contract) =>
    contract.kind === 'event' && 'nobody' in contract.heardBy ? [contract.heardBy.nobody] : [],
  );
  const events = messages.filter(({ kind }) => kind === 'event');
  expect(contracts.length + reasons.length).toBe(events.length);
  expect(reasons.filter((reason) => reason.length < 10)).toEqual([]);
});

it.each(routedEvents)(
  '$type is checked for who hears of it, and for nothing else',
  ({ type, data, example }) => {
    const event = example as Readonly<Record<string, unknown>>;
    expect(violations(type, data, { ...event, unknownHere: 1 })).toEqual([]);
    const { properties } = data as unknown as { readonly properties: object };
    for (const field of Object.keys(properties)) {
      expect(violations(type, data, { ...event, [field]: 7 })).not.toEqual([]);
    }
  },
);

it('an event whose contract does not say who hears it does not compile', () => {
  const { heardBy: _, kind: __, ...silent } = grantReceived;
  // @ts-expect-error: nobody says who hears it
  expect(event(silent).type).toBe(grantReceived.type);
});

it('an event that nobody hears is pushed to nobody', () => {
  expect(pushesOf(messageOf(grantRequested), 'ida')).toEqual([]);
});

it('only grants and offers are for their riders alone', () => {
  expect(grants).toEqual([grantDenied, grantReceived]);
  expect(offers).toEqual([issued, moved]);
});

it.each(offers)('$type is told to the rider whom it names, and to no operator', (contract) => {
  expect(pushesOf(messageOf(contract, { riderId: 'ida' }), 'ben')).toMatchObject([
    { stream: 'rider/ida', event: contract.type },
  ]);
});

describe.each(others.map((contract) => [contract.type, contract] as const))('%s', (type, contract) => {
  const rider = riderIn(contract);

  it(`is heard by operators${rider === undefined ? '' : ', and by its rider'}, and by nobody else`, () => {
    const streams = pushesOf(messageOf(contract)).map(({ stream }) => stream);
    expect(streams).toEqual(rider === undefined ? [FLEET] : [streamOfRider(rider), FLEET]);
  });

  it('is told as it happened, with the state of the rental where it has one', () => {
    for (const push of pushesOf(messageOf(contract))) {
      expect(push).toMatchObject({ event: type, data: contract.example, time: '2026-01-31T09:30:00.000Z' });
      expect(push.state).toBe(contract.heardBy.rentalState);
    }
  });
});

describe('a car’s answer to a command', () => {
  const booking = 'rnt_00000000000000000000000042';
  const answer = messageOf(commandFinished, { booking });

  it('names the rental that it is for, and is told to the rider of that', () => {
    expect(rentalAskedOf(answer)).toBe(booking);
    const [push, fleet] = pushesOf(answer, 'ida');
    expect(push).toMatchObject({ stream: 'rider/ida', data: { booking, result: 'EXECUTED' } });
    expect(fleet?.stream).toBe(FLEET);
  });

  it('tells the rider nothing of the car: it may be another’s by now', () => {
    const [push, fleet] = pushesOf(answer, 'ida');
    expect(push?.data).not.toHaveProperty('status');
    expect(fleet?.data).toHaveProperty('status');
  });

  it('is told to operators alone when an operator asked, or nobody knows whose the rental is', () => {
    expect(pushesOf(messageOf(commandFinished), 'ida').map(({ stream }) => stream)).toEqual([FLEET]);
    expect(pushesOf(answer).map(({ stream }) => stream)).toEqual([FLEET]);
  });
});

describe('a grant', () => {
  const rentalId = 'rnt_00000000000000000000000042';

  it.each(grants.map((contract) => [contract.type, contract] as const))(
    '%s is told to the rider of its rental, and to no operator',
    (type, contract) => {
      const message = messageOf(contract, { rentalId });
      expect(rentalAskedOf(message)).toBe(rentalId);
      expect(pushesOf(message, 'ida')).toMatchObject([{ stream: 'rider/ida', event: type }]);
      expect(pushesOf(message)).toEqual([]);
    },
  );

  it('is told without what opens the car', () => {
    const [push] = pushesOf(messageOf(grantReceived), 'ida');
    const { rentalId, grantId } = grantReceived.example;
    expect(push?.data).toEqual({ rentalId, grantId, state: 'ISSUED' });
    expect(push).not.toHaveProperty('state');
  });
});

describe('whatever happens to whomever', () => {
  const riders = stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,20}$/);

  it('a rider hears only of events that name that rider, or answer for that rider’s rental', () => {
    assert(
      property(
        constantFrom(...contracts),
        riders,
        option(riders, { nil: undefined }),
        (contract, riderId, owner) => {
          const names = riderIn(contract) !== undefined;
          const booking = contract.type === commandFinished.type ? { booking: 'rnt_1' } : {};
          const message = messageOf(contract, { ...booking, ...(names ? { riderId } : {}) });
          const answers = contract.type === commandFinished.type || grants.includes(contract);
          const allowed = names ? riderId : answers ? owner : undefined;
          const heard = pushesOf(message, owner).flatMap(({ stream }) => (stream === FLEET ? [] : [stream]));
          expect(heard).toEqual(allowed === undefined ? [] : [streamOfRider(allowed)]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('a push has the same id when its event comes again, and another in each stream', () => {
    const ids = (id: string) => pushesOf(messageOf(reserved, {}, id)).map((push) => push.id);
    expect(ids('evt_1')).toEqual(ids('evt_1'));
    expect(new Set([...ids('evt_1'), ...ids('evt_2')]).size).toBe(4);
  });

  it('a rental is its rider’s by the events that name both', () => {
    const owners = contracts.flatMap((contract) => ownerIn(messageOf(contract)) ?? []);
    expect(owners.length).toBeGreaterThan(5);
    expect(new Set(owners.map(({ riderId }) => riderId))).toEqual(new Set(['ana']));
  });
});
