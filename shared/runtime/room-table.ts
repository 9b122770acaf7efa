import { instant } from '../kernel/time.ts';
import { variable } from './environment.ts';
import { dynamodb } from './table/client.ts';
import { TableStore } from './table/table-store.ts';

/** The current time, by the clock of this execution environment. */
export const now = (): string => instant(Date.now());

export function regionOf(environment: NodeJS.ProcessEnv = process.env): string {
  return environment['AWS_REGION'] ?? '';
}

/** The table of the function's room. */
export function roomStore(): TableStore {
  return new TableStore(dynamodb, variable('table'), now);
}
