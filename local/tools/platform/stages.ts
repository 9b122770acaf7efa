/** The steps of a start: which are ready, and how to undo them, last first. */
export class Stages {
  private readonly undo: (() => Promise<void>)[] = [];
  private readonly states = new Map<string, boolean>();
  private stopping: Promise<void> | undefined;

  onStop(undo: () => Promise<void>): void {
    this.undo.push(undo);
  }

  /** Follows a step under a name that `/health` shows. */
  async part<T>(name: string, step: Promise<T>): Promise<T> {
    this.states.set(name, false);
    const result = await step;
    this.states.set(name, true);
    return result;
  }

  parts(): readonly { readonly name: string; readonly ready: boolean }[] {
    return [...this.states].map(([name, ready]) => ({ name, ready }));
  }

  /** Runs two steps concurrently. The first is undone at the end, even when the second fails. */
  async together<A, B>(
    first: Promise<A>,
    second: Promise<B>,
    undo: (first: A) => Promise<void>,
  ): Promise<[A, B]> {
    const [a, b] = await Promise.allSettled([this.part('engines', first), this.part('assembly', second)]);
    if (a.status === 'fulfilled') this.onStop(() => undo(a.value));
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
