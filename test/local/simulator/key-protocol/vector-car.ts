import { expect } from 'vitest';
import type { VectorCar } from '../../../../docs/generator/key-protocol/vector-format.ts';
import { sendDriverAway } from '../../../../local/simulator/motion/driver.ts';
import { CarOnTheBench } from '../car/car-on-the-bench.ts';

/** The simulated car as a vector has it at first. */
export function boot({
  car: { vin, session, clock, trustedKeys, body },
}: {
  readonly car: VectorCar;
}): CarOnTheBench {
  const bench = new CarOnTheBench({ vin, trust: trustedKeys });
  bench.now = Date.parse(clock);
  bench.car = { ...bench.car, session };
  put(bench, body);
  return bench;
}

/** Puts the car as the vector says, and nobody in it who would drive off. */
export function put(bench: CarOnTheBench, body: Partial<VectorCar['body']>): void {
  if (body.moving === true) {
    bench.car = { ...bench.car, startEnabled: true, doorsClosed: true };
    bench.give({ type: 'drive' });
    expect(bench.car.motion.kind).toBe('driving');
  }
  if (body.moving === false) {
    const engineOn = bench.car.motion.kind === 'driving' || bench.car.idling;
    bench.give({ type: 'park' });
    bench.car = { ...bench.car, idling: engineOn };
  }
  const { engineOn, moving: _, ...rest } = body;
  bench.car = sendDriverAway({
    ...bench.car,
    ...rest,
    ...(engineOn === undefined ? {} : { idling: engineOn && bench.car.motion.kind === 'parked' }),
  });
}
