import type { Static } from 'typebox';
import { signalCheck, signals } from '../../shared/contracts/car/signals.ts';
import type { Fix } from '../../shared/contracts/fields.ts';
import { INSTANT_PATTERN } from '../../shared/kernel/time.ts';

/** A sample with its time; its fields are not checked yet. */
export interface Reading {
  /** Milliseconds since 1970. */
  readonly time: number;
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
 * A sample from further ahead is refused: it would hide everything that comes after it until then. Clocks that are set
 * by satellites or the network are good to seconds.
 */
export const LONGEST_AHEAD_SECONDS = 600;

const instants = new RegExp(INSTANT_PATTERN);

/**
 * The samples in a message of a car: one, or several under `samples`. Only what is needed to put them in their place is
 * checked here: this is the hottest path of the platform.
 */
export function readingsIn(value: Buffer | undefined, now: number): Readings {
  const payload = parsed(value);
  if (!isRecord(payload)) return { readings: [], rejected: ['the value is not a JSON object'] };
  if (!('samples' in payload)) return sorted([payload], now);
  const { samples } = payload;
  if (!Array.isArray(samples) || samples.length === 0 || samples.length > MOST_SAMPLES) {
    return { readings: [], rejected: [`samples is not a list of 1 to ${MOST_SAMPLES}`] };
  }
  return sorted(samples, now);
}

function sorted(samples: readonly unknown[], now: number): Readings {
  const readings: Reading[] = [];
  const rejected: string[] = [];
  for (const sample of samples) {
    const time = isRecord(sample) ? timeOf(sample['time']) : undefined;
    if (time === undefined || !isRecord(sample)) {
      rejected.push('the sample has no time in RFC 3339, UTC');
    } else if (time > now + LONGEST_AHEAD_SECONDS * 1000) {
      rejected.push(`the sample’s time is ${Math.round((time - now) / 1000)} s ahead`);
    } else {
      readings.push({ time, sample });
    }
  }
  return { readings, rejected };
}

function timeOf(text: unknown): number | undefined {
  if (typeof text !== 'string' || !instants.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

function parsed(value: Buffer | undefined): unknown {
  try {
    return value === undefined ? undefined : JSON.parse(value.toString('utf8'));
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Gives a field's value back if it is a good one, else undefined. */
export type FieldCheck = (raw: unknown) => unknown;

const checks = new Map<string, FieldCheck>([
  ['position', validFix],
  ...Object.entries(signals).map(([name, signal]) => [name, signalCheck(signal)] as const),
]);

/** How the field of a sample is checked; undefined for one that the platform does not know, which is passed over. */
export function checkOf(name: string): FieldCheck | undefined {
  return checks.get(name);
}

/** The fix if each of its parts makes sense; what else it has is left out. */
function validFix(raw: unknown): Static<typeof Fix> | undefined {
  if (!isRecord(raw)) return undefined;
  const { latitude, longitude, accuracyMetres, headingDegrees } = raw;
  if (!isWithin(latitude, -90, 90) || !isWithin(longitude, -180, 180)) return undefined;
  if (accuracyMetres !== undefined && !isWithin(accuracyMetres, 0, Number.MAX_VALUE)) return undefined;
  if (headingDegrees !== undefined && !isWithin(headingDegrees, 0, 360)) return undefined;
  return {
    latitude,
    longitude,
    ...(accuracyMetres === undefined ? {} : { accuracyMetres }),
    ...(headingDegrees === undefined ? {} : { headingDegrees }),
  };
}

function isWithin(value: unknown, minimum: number, maximum: number): value is number {
  return typeof value === 'number' && value >= minimum && value <= maximum;
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
