import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Counts the read units and queries that DynamoDB reports to this client, whoever calls it. */
export class ReadUnits {
  units = 0;
  queries = 0;

  constructor(client: DynamoDBClient) {
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { ConsumedCapacity: consumed } = result.output as {
          ConsumedCapacity?: { CapacityUnits?: number };
        };
        this.units += consumed?.CapacityUnits ?? 0;
        this.queries += consumed === undefined ? 0 : 1;
        return result;
      },
      { step: 'initialize', name: 'countReadUnits' },
    );
  }

  /** What this did. */
  async of<Result>(work: () => Promise<Result>): Promise<{ result: Result; units: number; queries: number }> {
    const before = { units: this.units, queries: this.queries };
    const result = await work();
    return { result, units: this.units - before.units, queries: this.queries - before.queries };
  }
}
