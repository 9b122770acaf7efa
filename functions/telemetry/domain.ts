import { TWIN_WRITE_INTERVAL_SECONDS } from '../../shared/contracts/telemetry/telemetry.ts';
import { isVin, manufacturerOf } from '../../shared/kernel/vin.ts';
import type { Folding } from '../../shared/runtime/folding/fold-contract.ts';
import { foldReadings } from './fold.ts';
import { pack, unpack } from './packing.ts';
import { type Reading, readingsIn } from './readings.ts';
import { mergeTwins, type Twin } from './twin.ts';

/** What they are in the table's keys. */
export const TWIN = 'twin';

/** Samples are folded into the twins of the cars. */
export const twins: Folding<Twin, Reading> = {
  readingsIn,
  isKey: isVin,
  fold: foldReadings,
  merge: mergeTwins,
  pack,
  unpack,
  groupOf: manufacturerOf,
  writeIntervalSeconds: TWIN_WRITE_INTERVAL_SECONDS,
};
