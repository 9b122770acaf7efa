import { Literal, Number as Num, Object as Obj, Optional, type Static, String as Str, Union } from 'typebox';
import { Compile } from 'typebox/compile';
import type { CarView } from './car-view.ts';
import { ClockSetting } from './configuration.ts';
import { Control, controls } from './control.ts';
import type { Fleet } from './fleet.ts';
import { FleetError } from './fleet-error.ts';

/** What the parent process may send to the fleet's process. */
export const Order = Union([
  /** The platform's time: the satellite receiver's stand-in. */
  Obj({ type: Literal('clock'), state: ClockSetting }),
  /** Something happens to a car. The answer carries the same id. */
  Obj({ type: Literal('control'), id: Optional(Union([Str(), Num()])), vin: Str(), action: Control }),
  /** Where do phones reach this car? */
  Obj({ type: Literal('phone-port'), id: Optional(Union([Str(), Num()])), vin: Str() }),
]);
export type Order = Static<typeof Order>;
const orders = Compile(Order);

/** What the fleet's process sends to its parent. */
export type Answer =
  /** The cars are on their way. */
  | { readonly type: 'started'; readonly cars: number }
  /** It cannot start, and ends. */
  | { readonly type: 'failed'; readonly code: string; readonly message: string }
  /** Something that its users must hear of; the fleet goes on. */
  | { readonly type: 'problem'; readonly message: string }
  | { readonly type: 'car'; readonly id?: string | number; readonly vin: string; readonly state: CarView }
  | {
      readonly type: 'phone-port';
      readonly id?: string | number;
      readonly vin: string;
      readonly port: number;
    }
  | {
      readonly type: 'refused';
      readonly id?: string | number;
      readonly code: string;
      readonly message: string;
    }
  /** Every car has had a connection. */
  | { readonly type: 'all-connected'; readonly cars: number };

/** Carries out what the parent process sent. An order that cannot be read is refused, not fatal. */
export async function takeOrder(fleet: Fleet, message: unknown): Promise<Answer | undefined> {
  if (!orders.Check(message)) {
    return {
      type: 'refused',
      code: 'ORDER_UNREADABLE',
      message: `${JSON.stringify(message)} is no order; send { type: "clock", state } or { type: "control", vin, action } with one of ${controls.join(', ')}`,
    };
  }
  if (message.type === 'clock') {
    fleet.follow(message.state);
    return undefined;
  }
  const { vin } = message;
  const id = message.id === undefined ? {} : { id: message.id };
  try {
    if (message.type === 'control') {
      return { type: 'car', ...id, vin, state: fleet.control(vin, message.action) };
    }
    return { type: 'phone-port', ...id, vin, port: await fleet.phonePort(vin) };
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    return { type: 'refused', ...id, code: error.code, message: error.message };
  }
}
