import type { EstimatedBy } from '../../shared/contracts/car/marks.ts';
import { signalCheck, signals } from '../../shared/contracts/car/signals.ts';
import { judgeSamples } from '../../shared/evidence/clock.ts';
import { readFix } from '../../shared/evidence/fix.ts';
import { isRecord } from '../../shared/kernel/record.ts';
import { readInstant } from '../../shared/kernel/time.ts';

/** A sample with its time; its fields are not checked yet. */
export interface Reading {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** How the time was found, if it is not the car's. */
  readonly by?: EstimatedBy;
  readonly sample: Readonly<Record<string, unknown>>;
}

export interface Readings {
  readonly readings: readonly Reading[];
  /** For each sample that cannot be folded at all: why. Without its values. */
  readonly rejected: readonly string[];
}

/** A message holds at most so many samples. */
const MOST_SAMPLES = 1000;
/**
 * The samples in a message of a car that arrived at that time: one, or several under `samples`. Only what is needed to put
 * them in their place is checked here: this is the hottest path of the platform.
 */
export function readingsIn(value: Buffer | undefined, arrived: number): Readings {
  const payload = parsed(value);
  if (!isRecord(payload)) return { readings: [], rejected: ['the value is not a JSON object'] };
  const sent = readInstant(payload['sent']);
  if (!('samples' in payload)) return timed([payload], sent, arrived);
  const { samples } = payload;
  if (!Array.isArray(samples) || samples.length === 0 || samples.length > MOST_SAMPLES) {
    return { readings: [], rejected: [`samples is not a list of 1 to ${MOST_SAMPLES}`] };
  }
  return timed(samples, sent, arrived);
}

function timed(samples: readonly unknown[], sent: number | undefined, arrived: number): Readings {
  const said: number[] = [];
  const taken: Readonly<Record<string, unknown>>[] = [];
  const rejected: string[] = [];
  for (const sample of samples) {
    const time = isRecord(sample) ? readInstant(sample['time']) : undefined;
    if (time === undefined || !isRecord(sample)) {
      rejected.push('the sample has no time in RFC 3339, UTC');
    } else {
      said.push(time);
      taken.push(sample);
    }
  }
  const times = judgeSamples(said, sent, arrived);
  const readings = taken.map((sample, n): Reading => ({ time: arrived, ...times[n], sample }));
  return { readings, rejected };
}

function parsed(value: Buffer | undefined): unknown {
  try {
    return value === undefined ? undefined : JSON.parse(value.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Gives a field's value back if it is a good one, else undefined. */
export type FieldCheck = (raw: unknown) => unknown;

const checks = new Map<string, FieldCheck>([
  ['position', (raw) => readFix(raw).fix],
  ...Object.entries(signals).map(([name, signal]) => [name, signalCheck(signal)] as const),
]);

/** How the field of a sample is checked; undefined for one that the platform does not know, which is passed over. */
export function checkOf(name: string): FieldCheck | undefined {
  return checks.get(name);
}

/** Characters of a bad value that are kept. */
const LONGEST_RAW = 200;

/** A bad value as it is kept: as it came, unless it is so long that it would fill the twin. */
export function keptRaw(raw: unknown): unknown {
  if (typeof raw === 'string') return raw.length <= LONGEST_RAW ? raw : `${raw.slice(0, LONGEST_RAW)}…`;
  if (typeof raw !== 'object' || raw === null) return raw;
  const text = JSON.stringify(raw);
  return text.length <= LONGEST_RAW ? raw : `${text.slice(0, LONGEST_RAW)}…`;
}
