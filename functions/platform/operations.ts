import { variable } from '../../shared/runtime/environment.ts';
import type { OperationRecord } from '../../shared/runtime/operations/store.ts';
import { now } from '../../shared/runtime/room-table.ts';
import { dynamodb } from '../../shared/runtime/table/client.ts';
import { TableStore } from '../../shared/runtime/table/table-store.ts';

/** Operation records, each in its room's table. */

function tables(): ReadonlyMap<string, string> {
  return new Map(Object.entries(JSON.parse(variable('operationTables')) as Record<string, string>));
}

/** Undefined when there is none, also when there is no such room. */
export async function operationIn(room: string, id: string): Promise<OperationRecord | undefined> {
  const table = tables().get(room);
  return table === undefined ? undefined : await new TableStore(dynamodb, table, now).operation(id);
}

export interface Part {
  readonly name: string;
  readonly ready: boolean;
  readonly detail?: string;
}

/** Whether each room's table answers: reads an operation that nobody has. */
export async function tablesReady(): Promise<readonly Part[]> {
  return await Promise.all(
    [...tables().keys()].map(async (room): Promise<Part> => {
      try {
        await operationIn(room, 'op_health');
        return { name: `${room} table`, ready: true };
      } catch (error) {
        return {
          name: `${room} table`,
          ready: false,
          detail: error instanceof Error ? error.name : 'failed',
        };
      }
    }),
  );
}
