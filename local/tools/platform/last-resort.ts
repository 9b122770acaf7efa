import { faultText } from '../../cloud/core/foreign-text.ts';

/** What to do with faults that no part of the platform has caught. */
export interface LastResort {
  /** Hears of each, with its stack. */
  report(text: string): void;
  /** Hears of the first after which the process should end in order. */
  giveUp(error: Error): void;
}

/** So many faults in so short a time are one that comes again and again: nothing is served any more. */
const MOST_FAULTS = 10;
const WITHIN_MS = 60_000;

/** Faults have ended the platform. They were reported each. */
export class FaultError extends Error {
  readonly code = 'FAULT';
}

/**
 * Catches what would end the process: an exception in a callback, a rejected promise without a handler. Node ends the
 * process because its state is unknown then. Here it goes on, because a request that one client sends must not end the
 * platform for all, and because little can be left half done: what is kept is in the engines, which are other processes,
 * and in files that are written whole or appended to. What the fault has interrupted, such as one request, is lost.
 * The fault is a bug of ours: it is said loudly. Returns what ends it.
 */
export function catchFaults(resort: LastResort, now: () => number = () => performance.now()): () => void {
  const times: number[] = [];
  const take = (what: string, error: unknown): void => {
    resort.report(
      `${what}, which is a fault of Roadstream; what it interrupted is lost, all else goes on: ${faultText(error)}`,
    );
    times.push(now());
    const first = times.at(-MOST_FAULTS);
    if (first !== undefined && now() - first < WITHIN_MS)
      resort.giveUp(new FaultError(`${MOST_FAULTS} faults within a minute; the last: ${String(error)}`));
  };
  const onException = (error: unknown): void => take('nobody caught an exception', error);
  const onRejection = (error: unknown): void => take('nobody handled a rejected promise', error);
  process.on('uncaughtException', onException);
  process.on('unhandledRejection', onRejection);
  return () => {
    process.off('uncaughtException', onException);
    process.off('unhandledRejection', onRejection);
  };
}
