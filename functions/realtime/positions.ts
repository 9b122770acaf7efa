import { type SignalCheck, signalCheck, signals } from '../../shared/contracts/car/signals.ts';
import type { Position } from '../../shared/contracts/telemetry/telemetry.ts';
import { judgeSamples } from '../../shared/evidence/clock.ts';
import { readFix } from '../../shared/evidence/fix.ts';
import { isRecord } from '../../shared/kernel/record.ts';
import { instant, readInstant } from '../../shared/kernel/time.ts';
import { isVin } from '../../shared/kernel/vin.ts';
import type { KafkaRecord } from '../../shared/runtime/kafka/records.ts';

/** Where cars are, by what they have just reported: valid values only, judged as those of the twins are. */

/** What arrived before is for the twins: nobody watches the past. */
const FRESH_MS = 60_000;

const checks: readonly (readonly [name: keyof Position, check: SignalCheck])[] = [
  ['speedKmh', signalCheck(signals.speedKmh)],
  ['chargePercent', signalCheck(signals.chargePercent)],
  ['odometerKm', signalCheck(signals.odometerKm)],
  ['engineOn', signalCheck(signals.engineOn)],
  ['locked', signalCheck(signals.locked)],
];

/** One position for each car of the records, in which its newest values are. What cannot be read is left out. */
export function positionsIn(records: readonly KafkaRecord[], now: number): Position[] {
  const found = new Map<string, Position>();
  for (const { key, value, timestamp } of records) {
    const vin = key?.toString('utf8') ?? '';
    if (value === undefined || now - timestamp > FRESH_MS || !isVin(vin)) continue;
    for (const { time, sample } of samplesIn(value, timestamp)) {
      const before = found.get(vin);
      const seen = { vin, time: instant(time), ...seenIn(sample) };
      // The values of the older one stay where the newer has none.
      found.set(
        vin,
        before === undefined || before.time <= seen.time ? { ...before, ...seen } : { ...seen, ...before },
      );
    }
  }
  return [...found.values()];
}

interface Timed {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly sample: Readonly<Record<string, unknown>>;
}

function samplesIn(value: Buffer, arrived: number): readonly Timed[] {
  const payload = parsed(value);
  if (!isRecord(payload)) return [];
  const samples = Array.isArray(payload['samples']) ? (payload['samples'] as unknown[]) : [payload];
  const timed = samples.flatMap((sample) => {
    const time = isRecord(sample) ? readInstant(sample['time']) : undefined;
    return time === undefined || !isRecord(sample) ? [] : [{ time, sample }];
  });
  const times = judgeSamples(
    timed.map(({ time }) => time),
    readInstant(payload['sent']),
    arrived,
  );
  return timed.map(({ sample }, n) => ({ time: times[n]?.time ?? arrived, sample }));
}

function seenIn(sample: Timed['sample']): Partial<Position> {
  const { fix } = readFix(sample['position']);
  const values = checks.flatMap(([name, check]) => {
    const value = check(sample[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...(fix === undefined ? {} : { position: fix }), ...Object.fromEntries(values) };
}

function parsed(value: Buffer): unknown {
  try {
    return JSON.parse(value.toString('utf8'));
  } catch {
    return undefined;
  }
}
