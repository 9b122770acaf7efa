import { MOST_DIFFERENCES, recordReconciliation } from '../../shared/contracts/billing/reconciliation.ts';
import { variable } from '../../shared/runtime/environment.ts';
import { logger, measure } from '../../shared/runtime/observability.ts';
import { port } from '../../shared/runtime/port.ts';
import { comparedDay } from './ledger/compared-day.ts';
import { reconciliationPort } from './ledger/reconciliation-port.ts';
import { room } from './room.ts';

/** Compares a day of the ledger with the provider's balance. */
export const handler = port({
  room,
  functionName: 'reconciliation',
  contract: reconciliationPort,
  serve: async ({ day }) => {
    const provider = variable('providerFunction');
    const { there, here, fees, payouts, differences } = await comparedDay(day, provider);
    logger.info('Compared the ledger with the provider', {
      day,
      there,
      here,
      differences: differences.length,
    });
    measure({ ReconciliationDifferences: differences.length });
    return recordReconciliation({
      day,
      provider,
      there,
      here,
      fees: [...fees],
      payouts: [...payouts],
      differing: differences.length,
      differences: differences.slice(0, MOST_DIFFERENCES),
    });
  },
});
