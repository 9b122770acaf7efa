import type { Browser, Page } from 'playwright-core';

/** What a page costs its main thread, by the browser's own trace. */

/** Browsers call it a long task, which people notice. */
export const LONG_TASK_MS = 50;

export interface MainThreadWork {
  /** Milliseconds of processor time of the main thread. Time in which others had the processor does not count. */
  readonly cpuMs: number;
  /** Of its longest task. */
  readonly longestMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of processor time. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Of the page with this in it, while `work` goes on. */
export async function mainThreadDuring(
  browser: Browser,
  page: Page,
  work: () => Promise<void>,
): Promise<MainThreadWork> {
  const marker = `main-thread-${Math.random().toString(36).slice(2)}`;
  await browser.startTracing(page, { categories: ['toplevel', 'blink.user_timing', '__metadata'] });
  // The page leaves a mark in the trace, which says which of the threads is its own.
  await page.evaluate(`void performance.mark('${marker}')`);
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: readonly TraceEvent[];
  };
  const mark = traceEvents.find(({ name }) => name === marker);
  if (mark === undefined) throw new Error('The page has left no mark in its trace');
  const tasks = traceEvents.filter(
    ({ name, ph, pid, tid }) =>
      name.endsWith('RunTask') && ph === 'X' && pid === mark.pid && tid === mark.tid,
  );
  if (tasks.length === 0) throw new Error('The trace has no tasks');
  const times = tasks.map(({ tdur = 0 }) => tdur / 1000);
  return { cpuMs: times.reduce((sum, one) => sum + one, 0), longestMs: Math.max(...times) };
}
