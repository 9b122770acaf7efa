import { distanceMetres } from '../../../shared/kernel/geo.ts';
import { type Random, random } from '../../../shared/kernel/random.ts';
import type { Path } from '../../../shared/roads/path.ts';
import { route } from '../../../shared/roads/route.ts';
import type { StreetPoint } from '../../../shared/roads/street-index.ts';
import { rangeKm } from './battery.ts';
import type { Stop, World } from './world.ts';

export interface Trip {
  readonly path: Path;
  readonly towardsCharger: boolean;
}

/** Below this a driver looks for a charger. */
const LOW_CHARGE_PERCENT = 25;
/** Nearer than this nobody takes the car. */
const SHORTEST_TRIP_METRES = 500;
/** Of so many places that come to mind the nearest is chosen: most trips are short. */
const IDEAS = 3;

/** Where a car of this fleet was first put: at a car park, where there is one. */
export function firstStop(world: World, seed: number, vin: string): Stop {
  const carParks = world.stops.filter((stop) => stop.place.kind === 'parking');
  return random(seed, 'first stop', vin).pick(carParks.length > 0 ? carParks : world.stops);
}

/** Where a driver goes, or undefined when the charge does not take the car there. */
export function chooseTrip(
  world: World,
  dice: Random,
  from: StreetPoint,
  chargePercent: number,
): Trip | undefined {
  const chargers = world.stops.filter((stop) => stop.charger);
  const wanted = chargePercent < LOW_CHARGE_PERCENT && chargers.length > 0 ? chargers : world.stops;
  const metresTo = (stop: Stop): number => distanceMetres(from.position, stop.point.position);
  const away = wanted.filter((stop) => metresTo(stop) >= SHORTEST_TRIP_METRES);
  const ideas = Array.from({ length: IDEAS }, () => dice.pick(away.length > 0 ? away : wanted));
  const goal = ideas.reduce((nearest, stop) => (metresTo(stop) < metresTo(nearest) ? stop : nearest));
  const path = route(world.graph, from, goal.point);
  return path.lengthMetres / 1000 <= rangeKm(chargePercent)
    ? { path, towardsCharger: goal.charger }
    : undefined;
}
