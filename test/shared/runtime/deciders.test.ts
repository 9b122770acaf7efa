import { expect, it } from 'vitest';
import { carEvent, carsEvents } from '../../../shared/contracts/car/car.ts';
import { cancel, cancelled, rentalsCommands, unlock } from '../../../shared/contracts/rentals/rentals.ts';
import { registered, vehiclesEvents } from '../../../shared/contracts/vehicles/vehicles.ts';
import { consumptionsOf } from '../../../shared/runtime/consumptions.ts';
import { type Deciders, decideBy, isOneOf } from '../../../shared/runtime/deciders.ts';
import type { Context, EventOf, MessageOf } from '../../../shared/runtime/domain.ts';
import { message } from '../../functions/room-under-test.ts';

/** A list of messages is what a room consumes and what it must decide. */

const messages = [unlock, cancel] as const;
type Wanted = MessageOf<(typeof messages)[number]>;
type Happened = EventOf<typeof cancelled>;

const table: Deciders<object, Wanted, Happened> = {
  [unlock.type]: () => ({ kind: 'refuse', code: 'RENTAL_OVER', detail: 'It is over.' }),
  [cancel.type]: (_, { data }) => ({
    kind: 'accept',
    events: [cancelled({ ...cancelled.example, ...data, time: '2026-01-31T09:00:00.000Z' })],
  }),
};

it('each message is decided by its own entry of the table', () => {
  const decide = decideBy(table);

  expect(decide({}, message(unlock, unlock.example), {} as Context)).toMatchObject({ code: 'RENTAL_OVER' });
  expect(decide({}, message(cancel, cancel.example), {} as Context)).toMatchObject({ kind: 'accept' });
});

it('a table that lacks a message does not compile', () => {
  // @ts-expect-error: nobody decides on cancel
  const lacking: Deciders<object, Wanted, Happened> = { [unlock.type]: table[unlock.type] };

  expect(lacking).not.toHaveProperty([cancel.type]);
});

it('a message is told to be of a list by its type', () => {
  expect(isOneOf(messages, message(unlock, unlock.example))).toBe(true);
  expect(isOneOf([cancel], message(unlock, unlock.example))).toBe(false);
});

it('a function consumes the topics of its messages', () => {
  expect(consumptionsOf([unlock, registered, cancel, carEvent])).toEqual([
    { topic: rentalsCommands, messages: [unlock, cancel] },
    { topic: vehiclesEvents, messages: [registered] },
    { topic: carsEvents, messages: [carEvent] },
  ]);
});
