import { Object as Obj, String as Str } from 'typebox';
import { expect, it } from 'vitest';
import { messages } from '../../../shared/contracts/catalogue.ts';
import { type Command, port } from '../../../shared/contracts/define.ts';
import { cancelled, unlock } from '../../../shared/contracts/rentals/rentals.ts';
import type { Timer } from '../../../shared/runtime/domain.ts';

/** Contracts make the messages that they describe; what does not follow a contract does not compile. */

it('the contract of an event makes events', () => {
  expect(cancelled(cancelled.example)).toEqual({ type: cancelled.type, data: cancelled.example });
  // @ts-expect-error: a rental, a rider and a time are missing
  cancelled({ vin: cancelled.example.vin });
});

it('the contract of a command makes commands', () => {
  const made: Command = unlock(unlock.example);

  expect(made).toEqual({ to: 'room', contract: unlock, data: unlock.example });
  // @ts-expect-error: a VIN is a text
  unlock({ ...unlock.example, vin: 1 });
});

it('nothing but a contract makes commands', () => {
  const timer: Timer = {
    id: 'timer',
    at: '2026-01-31T09:00:00.000Z',
    // @ts-expect-error: nobody has checked this data
    command: { to: 'room', contract: unlock, data: { vin: 1 } },
  };

  expect(timer.command.contract).toBe(unlock);
});

it('the contract of a port makes requests', () => {
  const bank = port({ id: 'bank', check: 'test.bank', request: Obj({ account: Str() }) });

  expect(bank({ account: 'a' })).toEqual({ to: 'port', port: bank, request: { account: 'a' } });
  // @ts-expect-error: the account is missing
  bank({});
});

it.each(messages.map((contract) => [contract.type, contract] as const))(
  '%s reads like an object: what lists its properties finds them',
  (_, contract) => {
    expect(Object.keys(contract)).toEqual(
      expect.arrayContaining(['kind', 'type', 'topic', 'description', 'data', 'key', 'example']),
    );
  },
);
