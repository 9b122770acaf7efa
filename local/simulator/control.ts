import { Literal, type Static, Union } from 'typebox';
import { isTouch, Touch } from './car/touch.ts';
import type { FleetCar } from './fleet-car.ts';

/** What can be done to a car from outside, as the physical world would. */
export const Control = Union([
  /** Nothing: only its state is asked for. */
  Literal('state'),
  /** Into a tunnel and out of it. */
  Literal('offline'),
  Literal('online'),
  /** The driver drives off, or parks where the car is. */
  Literal('drive'),
  Literal('park'),
  /** While it stands a truck takes it a few hundred metres away; its battery runs out. */
  Literal('tow'),
  Literal('drain'),
  /** The control unit starts anew, with its store or without. */
  Literal('reboot'),
  Literal('lose-store'),
  /** From now on numbered events go out twice, the newest first; or in order again. */
  Literal('scramble'),
  Literal('unscramble'),
  ...Touch.anyOf,
]);
export type Control = Static<typeof Control>;
export const controls: readonly Control[] = Control.anyOf.map((literal) => literal.const);

export function controlCar(car: FleetCar, control: Control): void {
  if (isTouch(control)) {
    car.give({ type: 'touch', what: control });
    return;
  }
  switch (control) {
    case 'state':
      break;
    case 'offline':
    case 'online':
      car.setOnline(control === 'online');
      break;
    case 'scramble':
    case 'unscramble':
      car.setScrambled(control === 'scramble');
      break;
    case 'drive':
    case 'park':
    case 'tow':
    case 'drain':
    case 'reboot':
    case 'lose-store':
      car.give({ type: control });
      break;
  }
}
