import { distanceMetres, type Position } from '../../../shared/kernel/geo.ts';
import { DRAINED_PERCENT } from '../motion/battery.ts';
import { recordParked, showAtOnce } from '../motion/driver.ts';
import { type Parked, park, readInstruments } from '../motion/motion.ts';
import type { World } from '../motion/world.ts';
import { type Car, instrumentsOf, type Surroundings } from './car.ts';

/** What befalls a car without anybody who drives it. */

/** Farther than anybody would take for an error of its receiver. */
const TOWED_METRES = 300;

/**
 * A truck takes the car to the nearest corner that is at least so far away. Nobody drives it: its engine stays off, and
 * its odometer and doors as they were. A car that drives, or whose engine runs, is not towed.
 */
export function tow(car: Car, now: number, { world }: Surroundings): Car {
  const { motion } = car;
  if (motion.kind !== 'parked' || car.idling) return car;
  const corner = cornerAwayFrom(motion.point.position, world);
  if (corner === undefined) return car;
  const { distanceMetres: _, ...point } = world.index.snap(corner);
  const { chargePercent } = instrumentsOf(car, now);
  return showAtOnce(
    { ...car, motion: { ...motion, point, since: now, chargePercent, charging: false } },
    now,
  );
}

/** Undefined where all streets are nearer than a tow goes. */
function cornerAwayFrom(from: Position, { graph }: World): Position | undefined {
  let nearest: { readonly node: Position; readonly metres: number } | undefined;
  for (const node of graph.nodes) {
    const metres = distanceMetres(from, node);
    if (metres >= TOWED_METRES && metres < (nearest?.metres ?? Number.POSITIVE_INFINITY)) {
      nearest = { node, metres };
    }
  }
  return nearest?.node;
}

/** Its battery is nearly empty from now on, and not at a charger; if it drives it stops where it is. */
export function drain(car: Car, now: number): Car {
  const { motion } = car;
  const drained: Car = {
    ...car,
    motion: emptied(motion.kind === 'driving' ? park(motion, now) : motion, now),
  };
  return showAtOnce(motion.kind === 'driving' ? recordParked(drained, now) : drained, now);
}

function emptied(parked: Parked, now: number): Parked {
  const chargePercent = Math.min(DRAINED_PERCENT, readInstruments(parked, now).chargePercent);
  return { ...parked, since: now, chargePercent, charging: false };
}
