/** A part of the platform as `/health` shows it. */
export interface Part {
  readonly name: string;
  readonly ready: boolean;
  /** Why it is not, when it was once. */
  readonly why?: string;
}

/** The steps of a start: what is ready and what is not, and how all of it is undone, last first. */
export class Stages {
  private readonly undo: (() => Promise<void>)[] = [];
  private readonly states = new Map<string, Part>();
  private readonly signal: AbortSignal;
  private stopping: Promise<void> | undefined;

  /** The signal ends the start: the step that is under way throws its reason. */
  constructor(signal: AbortSignal) {
    this.signal = signal;
  }

  onStop(undo: () => Promise<void>): void {
    this.undo.push(undo);
  }

  /** Follows a step under a name that `/health` shows. */
  async part<T>(name: string, step: Promise<T>): Promise<T> {
    this.states.set(name, { name, ready: false });
    const result = await step;
    this.states.set(name, { name, ready: true });
    return result;
  }

  /** The same for a step that need not end in order when the start is stopped: it is left to itself then. */
  async leavable<T>(name: string, step: Promise<T>): Promise<T> {
    const stopped = Promise.withResolvers<never>();
    const stop = (): void => stopped.reject(this.signal.reason as Error);
    this.signal.addEventListener('abort', stop);
    try {
      this.signal.throwIfAborted();
      return await this.part(name, Promise.race([step, stopped.promise]));
    } finally {
      this.signal.removeEventListener('abort', stop);
    }
  }

  /** What was ready is not any more. */
  broke(name: string, why: string): void {
    this.states.set(name, { name, ready: false, why });
  }

  parts(): readonly Part[] {
    return [...this.states.values()];
  }

  /** Two steps side by side, which heed the signal themselves. The first is undone at the end, also when the second fails. */
  async together<A, B>(
    first: Promise<A>,
    second: Promise<B>,
    undo: (first: A) => Promise<void>,
  ): Promise<[A, B]> {
    const [a, b] = await Promise.allSettled([this.part('engines', first), this.part('assembly', second)]);
    if (a.status === 'fulfilled') this.onStop(() => undo(a.value));
    this.signal.throwIfAborted();
    if (a.status === 'rejected') throw a.reason;
    if (b.status === 'rejected') throw b.reason;
    return [a.value, b.value];
  }

  /** Undoes everything, once. Continues when a step fails, and reports the first failure at the end. */
  stop(): Promise<void> {
    this.stopping ??= this.undoAll();
    return this.stopping;
  }

  private async undoAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const undo of this.undo.splice(0).reverse()) {
      await undo().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }
}
