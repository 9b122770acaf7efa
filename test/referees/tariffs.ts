import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Referee } from './referee.ts';
import { comparePrices } from './tariffs/compare.ts';

/** Prices that an independent calculator made for the car-sharing tariffs of Riga. See tariffs/README.md. */
export function rigaTariffs(folder: string = join(import.meta.dirname, 'tariffs')): Referee {
  return {
    name: 'Car-sharing tariffs of Riga, by an independent calculator',
    check: async () => {
      const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
      const { agreed, differing, notExpressible } = comparePrices(read('tariffs.tsv'), read('prices.csv'));
      const count = agreed + differing.length + notExpressible.length;
      return {
        looked: `${count} prices: ${agreed} agreed, ${differing.length} differing, ${notExpressible.length} not expressible`,
        passed: agreed,
        wrong: [
          ...differing.map((line) => `differs: ${line}`),
          ...notExpressible.map((line) => `not expressible: ${line}`),
        ],
      };
    },
  };
}
