import { queryDocuments } from '../../shared/runtime/read-models.ts';
import { type ShownVehicle, shownPartitions } from './vehicle.ts';

/** Partitions that are read at the same time. */
const AT_ONCE = 8;
/** Of some 250 bytes each: a page of DynamoDB's, 1 MB, holds more. */
const VEHICLES_A_QUERY = 2_000;

async function shownIn(partition: string): Promise<readonly ShownVehicle[]> {
  const vehicles: ShownVehicle[] = [];
  let cursor: string | undefined;
  do {
    const page = await queryDocuments(partition, {
      limit: VEHICLES_A_QUERY,
      ...(cursor === undefined ? {} : { cursor }),
    });
    vehicles.push(...(page.items as ShownVehicle[]));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return vehicles;
}

/** All vehicles that the public is shown, in the order of their ids. */
export async function shownVehicles(): Promise<readonly ShownVehicle[]> {
  const found = new Map<string, readonly ShownVehicle[]>();
  const partitions = shownPartitions.values();
  const worker = async (): Promise<void> => {
    for (const partition of partitions) found.set(partition, await shownIn(partition));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return shownPartitions.flatMap((partition) => found.get(partition) ?? []);
}
