import type { Car, CommandResult } from './car.ts';
import { readInstruments } from './motion.ts';

/** A car as one sees it from outside: for tests and demonstrations, since the platform sees only its messages. */
export interface CarView {
  readonly vin: string;
  readonly connected: boolean;
  readonly session: string;
  /** The highest counter accepted in this session. */
  readonly counter: number;
  /** Number of the store, of the next event in it, and how many wait for a receipt. */
  readonly log: number;
  readonly nextSeq: number;
  readonly pending: number;
  readonly locked: boolean;
  readonly engineOn: boolean;
  readonly position: { readonly latitude: number; readonly longitude: number };
  readonly speedKmh: number;
  readonly odometerKm: number;
  readonly chargePercent: number;
  /** What it answered to commands since the process began, oldest first; the last 200. */
  readonly results: readonly CommandAnswer[];
}

export interface CommandAnswer extends Pick<CommandResult, 'commandId' | 'result' | 'fault'> {
  readonly time: string;
}

/** @param now platform milliseconds */
export function viewOf(car: Car, results: readonly CommandAnswer[], now: number): CarView {
  const { position, speedKmh, engineOn, odometerKm, chargePercent } = readInstruments(car.motion, now);
  return {
    vin: car.vin,
    connected: car.connected,
    session: car.session,
    counter: car.counters.highest,
    log: car.outbox.log,
    nextSeq: car.outbox.next,
    pending: car.outbox.pending.length,
    locked: car.locked,
    engineOn,
    position,
    speedKmh,
    odometerKm,
    chargePercent,
    results: [...results],
  };
}
