/** Event pollers of a mapping: without provisioned mode one, and Lambda decides about more. */
export interface PollerRange {
  readonly minimum: number;
  readonly maximum: number;
}

export interface PollerLoad extends PollerRange {
  readonly current: number;
  readonly partitions: number;
  /** Records that wait, of all partitions. */
  readonly lag: number;
  readonly batchSize: number;
}

/**
 * How many pollers a mapping has next: one more while each has more than two batches before it, one less when nothing
 * waits, never more than there are partitions. A partition belongs to one poller.
 */
export function nextPollerCount(load: PollerLoad): number {
  const most = Math.max(1, Math.min(load.maximum, load.partitions));
  const least = Math.min(load.minimum, most);
  const isBehind = load.lag > 2 * load.batchSize * load.current;
  const wanted = isBehind ? load.current + 1 : load.current - (load.lag === 0 ? 1 : 0);
  return Math.min(most, Math.max(least, wanted));
}
