/** The signals of Ctrl-C, of `kill`, and of a closed terminal. Each of them stops the platform in order. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

const SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** For one Ctrl-C the terminal and npm both send a signal, a moment apart. */
const SAME_REQUEST_MS = 1000;
const LOOK_FOR_PARENT_MS = 1000;

/**
 * Calls `stop` at the first signal, and `force` at one that comes more than a second later. Under npm, `stop` is also
 * called when npm ends (as SIGHUP): npm passes SIGINT and SIGTERM on, but it cannot pass on a SIGKILL.
 */
export function onStopSignal(stop: (signal: StopSignal) => void, force: (signal: StopSignal) => void): void {
  let first: number | undefined;
  const take = (signal: StopSignal): void => {
    if (first === undefined) {
      first = performance.now();
      stop(signal);
    } else if (performance.now() - first > SAME_REQUEST_MS) force(signal);
  };
  for (const signal of SIGNALS) process.on(signal, take);
  if (process.env['npm_lifecycle_event'] !== 'start') return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    if (first === undefined) take('SIGHUP');
  }, LOOK_FOR_PARENT_MS);
  watch.unref();
}
