import { styleText } from 'node:util';
import type { BundleSize } from './bundle.ts';

const KB = 1000;

export function isOverBudget({ bytes, budgetKb }: BundleSize): boolean {
  return bytes > budgetKb * KB;
}

/** The sizes as a table for people, largest first. */
export function sizeTable(sizes: readonly BundleSize[]): string {
  const width = Math.max(...sizes.map(({ name }) => name.length));
  const lines = sizes.map((size) => {
    const line = `  ${size.name.padEnd(width)} ${kilobytes(size.bytes)} KB of ${String(size.budgetKb).padStart(5)}`;
    return isOverBudget(size) ? styleText('red', `${line}  too large`) : line;
  });
  return `Bundles, minified:\n${lines.join('\n')}\n`;
}

function kilobytes(bytes: number): string {
  return (bytes / KB).toFixed(0).padStart(6);
}
