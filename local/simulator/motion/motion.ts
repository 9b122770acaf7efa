import type { Position } from '../../../shared/kernel/geo.ts';
import { afterSeconds, type Path } from '../../../shared/roads/path.ts';
import type { StreetPoint } from '../../../shared/roads/street-index.ts';
import { afterCharging, afterDriving } from './battery.ts';

/** Where a car is and what it does, as a function of time: it needs no ticks. Times are platform milliseconds. */
export type Motion = Parked | Driving;

export interface Parked {
  readonly kind: 'parked';
  readonly point: StreetPoint;
  readonly since: number;
  readonly chargePercent: number;
  readonly odometerKm: number;
  /** It stands at a charger. */
  readonly charging: boolean;
}

export interface Driving {
  readonly kind: 'driving';
  readonly path: Path;
  readonly since: number;
  /** Share of the speed limit that this driver drives at, 1 at most. */
  readonly pace: number;
  /** Both at the start. */
  readonly chargePercent: number;
  readonly odometerKm: number;
  readonly towardsCharger: boolean;
}

/** What the instruments show at a moment. */
export interface Instruments {
  readonly position: Position;
  readonly headingDegrees: number;
  readonly speedKmh: number;
  readonly chargePercent: number;
  readonly odometerKm: number;
  readonly engineOn: boolean;
  readonly charging: boolean;
}

export function readInstruments(motion: Motion, now: number): Instruments {
  if (motion.kind === 'parked') {
    const { point, charging, odometerKm } = motion;
    return {
      position: point.position,
      headingDegrees: point.headingDegrees,
      speedKmh: 0,
      chargePercent: charging
        ? afterCharging(motion.chargePercent, Math.max(0, now - motion.since))
        : motion.chargePercent,
      odometerKm,
      engineOn: false,
      charging,
    };
  }
  const at = whereabouts(motion, now);
  const kilometres = at.metres / 1000;
  return {
    position: at.position,
    headingDegrees: at.headingDegrees,
    speedKmh: at.speedLimitKmh * motion.pace,
    chargePercent: afterDriving(motion.chargePercent, kilometres),
    odometerKm: motion.odometerKm + kilometres,
    engineOn: true,
    charging: false,
  };
}

/** When the drive is over. */
export function arrivalAt(driving: Driving): number {
  return driving.since + (driving.path.seconds / driving.pace) * 1000;
}

/** The car parked where it is at that moment; at a charger only when it has arrived there. */
export function park(driving: Driving, now: number): Parked {
  const { chargePercent, odometerKm } = readInstruments(driving, now);
  const { edge, metresOnEdge, position, headingDegrees } = whereabouts(driving, now);
  return {
    kind: 'parked',
    point: { edge, metres: metresOnEdge, position, headingDegrees },
    since: now,
    chargePercent,
    odometerKm,
    charging: driving.towardsCharger && now >= arrivalAt(driving),
  };
}

export function depart(
  parked: Parked,
  trip: Pick<Driving, 'path' | 'pace' | 'towardsCharger'>,
  now: number,
): Driving {
  const { chargePercent, odometerKm } = readInstruments(parked, now);
  const { path, pace, towardsCharger } = trip;
  return { kind: 'driving', path, pace, towardsCharger, since: now, chargePercent, odometerKm };
}

function whereabouts(driving: Driving, now: number): ReturnType<typeof afterSeconds> {
  return afterSeconds(driving.path, ((now - driving.since) / 1000) * driving.pace);
}
