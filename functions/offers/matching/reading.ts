import { signalCheck, signals } from '../../../shared/contracts/car/signals.ts';
import { judgeSamples } from '../../../shared/evidence/clock.ts';
import { type Place, readFix } from '../../../shared/evidence/fix.ts';
import { isRecord } from '../../../shared/kernel/record.ts';
import { readInstant } from '../../../shared/kernel/time.ts';

/** Where a car was last, by a message of it. */
export interface Sighting {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly fix: Place;
  readonly chargePercent?: number;
}

/** A receiver whose error is larger does not say on which road the car is. */
const COARSE_METRES = 500;
const chargeIn = signalCheck(signals.chargePercent);

/** The newest of the samples that has a good fix. Times are judged as the twins' are. */
export function sightingIn(value: Buffer, arrived: number): Sighting | undefined {
  const payload = parsed(value);
  if (!isRecord(payload)) return undefined;
  const samples = Array.isArray(payload['samples']) ? (payload['samples'] as unknown[]) : [payload];
  const said = samples.map((sample) => (isRecord(sample) ? readInstant(sample['time']) : undefined));
  const timed = samples.flatMap((sample, n) => (said[n] === undefined ? [] : [sample]));
  const times = judgeSamples(
    said.filter((time) => time !== undefined),
    readInstant(payload['sent']),
    arrived,
  );
  let newest: Sighting | undefined;
  for (const [n, sample] of timed.entries()) {
    if (!isRecord(sample)) continue;
    const time = times[n]?.time ?? arrived;
    const { fix } = readFix(sample['position']);
    if (fix === undefined || (fix.accuracyMetres ?? 0) > COARSE_METRES) continue;
    if (newest !== undefined && newest.time > time) continue;
    const charge = chargeIn(sample['chargePercent']);
    newest = { time, fix, ...(typeof charge === 'number' ? { chargePercent: charge } : {}) };
  }
  return newest;
}

function parsed(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString('utf8'));
  } catch {
    return undefined;
  }
}
