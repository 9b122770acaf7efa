import { readAll } from '../../shared/runtime/read-models.ts';
import { ID_DIGITS, type ShownVehicle, shownVehicles } from './read-models.ts';

/** Partitions that are read at the same time. */
const AT_ONCE = 8;

/** All vehicles that the public is shown, in the order of their ids. */
export async function allShownVehicles(): Promise<readonly ShownVehicle[]> {
  const found = new Map<string, readonly ShownVehicle[]>();
  const digits = ID_DIGITS.values();
  const worker = async (): Promise<void> => {
    for (const digit of digits) found.set(digit, await readAll(shownVehicles, { digit }));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return ID_DIGITS.flatMap((digit) => found.get(digit) ?? []);
}
