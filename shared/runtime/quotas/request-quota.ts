import { environment } from '../environment.ts';
import { logger } from '../observability.ts';
import type { Actor } from '../operations/operation-id.ts';
import { dynamodb } from '../table/client.ts';
import { QuotaTable } from './quota-table.ts';
import { Quotas, type RequestsPerMinute, type Standing } from './quotas.ts';

/** Counts a request of a caller. Undefined when it could not be counted. */
export type RequestQuota = (caller: Actor, now: number) => Promise<Standing | undefined>;

/** A request is not refused because its caller cannot be counted: API Gateway's own limit still holds. */
export function counting(quotas: Quotas): RequestQuota {
  return async (caller, now) => {
    try {
      return await quotas.count(caller, now);
    } catch (error) {
      logger.warn('The quota of a caller could not be counted', { error: error as Error });
      return undefined;
    }
  };
}

let known: RequestQuota | undefined;

/** The quotas of the function's stage; counts nothing in a function whose template names none. */
export const stageQuota: RequestQuota = (caller, now) => {
  known ??= ofEnvironment();
  return known(caller, now);
};

function ofEnvironment(): RequestQuota {
  const table = process.env[environment.quotasTable];
  const limits = process.env[environment.requestsPerMinute];
  if (table === undefined || limits === undefined) return () => Promise.resolve(undefined);
  return counting(new Quotas(JSON.parse(limits) as RequestsPerMinute, new QuotaTable(dynamodb, table)));
}
