import {
  type CarAction,
  type Fault,
  LONGEST_COMMAND_LIFETIME_SECONDS,
} from '../../../shared/contracts/car/car.ts';
import { milliseconds } from '../../../shared/kernel/time.ts';
import { type Body, hindrance, isAction } from '../car/conditions.ts';
import { type CounterWindow, useCounter } from './counter-window.ts';
import type { ReadCommand } from './signed-command.ts';

/** What a command with a good signature is held against. */
export interface CommandGate {
  readonly vin: string;
  readonly session: string;
  readonly counters: CounterWindow;
  /** What the key of the signature may ask for. */
  readonly allowed: readonly string[];
  readonly body: Body;
}

export type Verdict =
  | { readonly action: CarAction; readonly counters: CounterWindow }
  | { readonly fault: Fault; readonly counters: CounterWindow };

const LONGEST_LIFETIME = LONGEST_COMMAND_LIFETIME_SECONDS * 1000;

const tendencies: Readonly<Record<CarAction, 'opens' | 'closes' | 'neither'>> = {
  unlock: 'opens',
  lock: 'closes',
  'start-enable': 'opens',
  'stop-enable': 'closes',
  find: 'neither',
  'open-trunk': 'opens',
  report: 'neither',
};

/**
 * May the command be executed now (platform milliseconds)? The checks have a fixed order, so that the same command in
 * the same situation is always refused for the same reason: it is that of docs/key-protocol.md. The counter is used up
 * once everything before it is right, even when the car then cannot obey: the same bytes never get a second chance, and
 * what was to open the car before somebody wished it closed opens nothing, though that wish may be hindered itself.
 */
export function checkCommand(command: ReadCommand, gate: CommandGate, now: number): Verdict {
  const { counters } = gate;
  const { action } = command;
  const refuse = (fault: Fault, after = counters): Verdict => ({ fault, counters: after });
  const expires = milliseconds(command.expires);
  if (command.vin !== gate.vin) return refuse('WRONG_VIN');
  if (!isAction(action)) return refuse('UNKNOWN_ACTION');
  if (command.session !== gate.session) return refuse('WRONG_SESSION');
  // Also counted from now: one issued in the future could wait for its moment.
  if (expires - Math.min(milliseconds(command.issued), now) > LONGEST_LIFETIME) {
    return refuse('LIFETIME_TOO_LONG');
  }
  if (expires <= now) return refuse('EXPIRED');
  const tendency = tendencies[action];
  const used = useCounter(counters, command.counter, tendency === 'closes');
  if (used === undefined) return refuse('COUNTER_USED');
  if (tendency === 'opens' && command.counter < used.closed) return refuse('OVERTAKEN', used);
  if (!gate.allowed.includes(action)) return refuse('NOT_AUTHORISED', used);
  const hindered = hindrance(action, gate.body);
  return hindered === undefined ? { action, counters: used } : refuse(hindered, used);
}
