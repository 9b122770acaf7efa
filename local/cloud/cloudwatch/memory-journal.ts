import type { Journal, LogLine } from '../core/journal.ts';
import { emptyRecord } from '../core/plain-value.ts';
import { embeddedMetrics } from './embedded-metrics.ts';

const KEPT_LINES = 5000;
const KEPT_ERRORS = 100;

/** The journal of one run: the last lines in memory, counters and metric sums since the start. */
export class MemoryJournal implements Journal {
  private readonly lines: LogLine[] = [];
  private readonly lastErrors: LogLine[] = [];
  private readonly listeners = new Set<(line: LogLine) => void>();
  private readonly counts = emptyRecord<number>();
  private readonly sums = emptyRecord<number>();

  write(line: LogLine): void {
    this.lines.push(line);
    if (this.lines.length > 2 * KEPT_LINES) this.lines.splice(0, this.lines.length - KEPT_LINES);
    if (line.level === 'ERROR') {
      this.lastErrors.unshift(line);
      this.lastErrors.splice(KEPT_ERRORS);
    }
    for (const metric of embeddedMetrics(line.text))
      this.sums[metric.name] = (this.sums[metric.name] ?? 0) + metric.value;
    for (const listener of this.listeners) listener(line);
  }

  count(name: string, by = 1): void {
    this.counts[name] = (this.counts[name] ?? 0) + by;
  }

  counters(): Readonly<Record<string, number>> {
    return { ...this.counts };
  }

  metrics(): Readonly<Record<string, number>> {
    return { ...this.sums };
  }

  errors(): readonly LogLine[] {
    return [...this.lastErrors];
  }

  follow(listener: (line: LogLine) => void, options: { readonly backlog?: number } = {}): () => void {
    const backlog = Math.min(options.backlog ?? KEPT_LINES, KEPT_LINES);
    if (backlog > 0) for (const line of this.lines.slice(-backlog)) listener(line);
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
