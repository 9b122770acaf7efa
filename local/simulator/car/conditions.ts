import { type CarAction, carActions, type Fault } from '../../../shared/contracts/car/car.ts';

/** What the physical world says to an action. */
export interface Body {
  readonly moving: boolean;
  readonly engineOn: boolean;
  readonly doorsClosed: boolean;
}

type Condition = Extract<Fault, 'VEHICLE_MOVING' | 'NOT_PARKED' | 'DOOR_OPEN'>;

/** In the order in which they are looked at. */
const demands: Readonly<Record<CarAction, readonly Condition[]>> = {
  unlock: ['VEHICLE_MOVING'],
  lock: ['VEHICLE_MOVING', 'NOT_PARKED', 'DOOR_OPEN'],
  'start-enable': ['VEHICLE_MOVING'],
  'stop-enable': ['VEHICLE_MOVING', 'NOT_PARKED'],
  find: ['VEHICLE_MOVING'],
  'open-trunk': ['VEHICLE_MOVING'],
  report: [],
};

const holds: Readonly<Record<Condition, (body: Body) => boolean>> = {
  VEHICLE_MOVING: ({ moving }) => !moving,
  NOT_PARKED: ({ engineOn }) => !engineOn,
  DOOR_OPEN: ({ doorsClosed }) => doorsClosed,
};

/** What keeps the car from doing this now; undefined when nothing does. */
export function hindrance(action: CarAction, body: Body): Condition | undefined {
  return demands[action].find((condition) => !holds[condition](body));
}

const known: ReadonlySet<string> = new Set(carActions);

export function isAction(action: string): action is CarAction {
  return known.has(action);
}
