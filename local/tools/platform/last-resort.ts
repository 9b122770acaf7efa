import { faultText } from '../../cloud/core/foreign-text.ts';

/** What to do with faults that no part of the platform has caught. */
export interface LastResort {
  /** Called with each fault and its stack. */
  report(text: string): void;
  /** Called when there were too many faults. The process should then stop in order. */
  giveUp(error: Error): void;
}

/** So many faults in so short a time are one fault that repeats: the platform no longer works. */
const MOST_FAULTS = 10;
const WITHIN_MS = 60_000;

/** Faults have stopped the platform. Each of them was reported before. */
export class FaultError extends Error {
  readonly code = 'FAULT';
}

/**
 * Catches exceptions in callbacks and rejected promises without a handler. Node ends the process for these, because its
 * state is unknown then. The platform goes on instead: one client's request must not stop it for all clients, and little
 * can be left half done, because the engines keep the data in processes of their own and files are written whole or
 * appended to. The interrupted work, such as one request, is lost. Each fault is a bug of Roadstream and is reported.
 * Returns a function that stops catching.
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
