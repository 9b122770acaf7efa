import { type Car, type CommandResult, instrumentsOf } from './car/car.ts';

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
  /** The version of its list of trusted keys. */
  readonly trustedKeys: number;
  /** What its screen shows of bought features, and until when it has each. */
  readonly features: readonly { readonly feature: string; readonly until: string }[];
  readonly locked: boolean;
  readonly startEnabled: boolean;
  readonly doorsClosed: boolean;
  readonly trunkOpen: boolean;
  /** Whether horn and lights can be noticed. */
  readonly signalling: boolean;
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
  const { position, speedKmh, engineOn, odometerKm, chargePercent } = instrumentsOf(car, now);
  return {
    vin: car.vin,
    connected: car.connected,
    session: car.session,
    counter: car.counters.highest,
    log: car.outbox.log,
    nextSeq: car.outbox.next,
    pending: car.outbox.pending.length,
    trustedKeys: car.trustedKeys.version,
    features: car.entitlements.active.map(({ feature, ends }) => ({ feature, until: ends })),
    locked: car.locked,
    startEnabled: car.startEnabled,
    doorsClosed: car.doorsClosed,
    trunkOpen: car.trunkOpen,
    signalling: car.signalsUntil !== undefined && car.signalsUntil > now,
    engineOn,
    position,
    speedKmh,
    odometerKm,
    chargePercent,
    results: [...results],
  };
}
