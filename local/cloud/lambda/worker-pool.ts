import { randomUUID } from 'node:crypto';
import type { FunctionDefinition } from './function-definition.ts';
import { FunctionError } from './function-error.ts';
import type { Sandbox } from './sandbox.ts';

/** Without a reservation Lambda would go to a thousand; one computer has fewer, so later invocations wait. */
const UNRESERVED_WORKERS = 20;
/** Lambda keeps idle environments for some minutes; here one of each function, which is what comes and goes needs. */
const IDLE_MS = 2 * 60_000;
/** What a burst has made beside it goes sooner: each takes some 35 MB, and all are on one computer. */
const SURPLUS_IDLE_MS = 15_000;

export interface PoolState {
  readonly idle: number;
  readonly busy: number;
  readonly waiting: number;
}

/** The execution environments of one function. */
export class WorkerPool {
  private definition: FunctionDefinition;
  private readonly create: (definition: FunctionDefinition) => Sandbox;
  private readonly idle: { readonly sandbox: Sandbox; readonly eviction: NodeJS.Timeout }[] = [];
  private readonly busy = new Set<Sandbox>();
  private readonly waiting: ((sandbox: Sandbox) => void)[] = [];

  constructor(definition: FunctionDefinition, create: (definition: FunctionDefinition) => Sandbox) {
    this.definition = definition;
    this.create = create;
  }

  get state(): PoolState {
    return { idle: this.idle.length, busy: this.busy.size, waiting: this.waiting.length };
  }

  /**
   * A frozen environment, or a new one while there may be more. Over the reserved concurrency it throws
   * `FUNCTION_THROTTLED`; without one it waits for the next that is free.
   */
  async acquire(): Promise<Sandbox> {
    const { reservedConcurrency } = this.definition;
    // Whoever debugs wants every invocation, one after the other, and none of them throttled.
    const waits = reservedConcurrency === undefined || this.definition.debug !== undefined;
    if (reservedConcurrency !== undefined && !waits && this.busy.size >= reservedConcurrency) {
      throw new FunctionError(
        'FUNCTION_THROTTLED',
        `Rate Exceeded: ${this.definition.name} runs as often at once as its ReservedConcurrentExecutions of ${reservedConcurrency} allows`,
      );
    }
    const most = this.definition.debug === undefined ? UNRESERVED_WORKERS : 1;
    if (waits && this.busy.size >= most) {
      return await new Promise((resolve) => this.waiting.push(resolve));
    }
    return this.take();
  }

  /** Gives an environment back after its invocation. */
  release(sandbox: Sandbox): void {
    this.busy.delete(sandbox);
    const usable = sandbox.alive && sandbox.definition === this.definition;
    const next = this.waiting.shift();
    if (next === undefined) {
      if (usable) this.keep(sandbox);
      else {
        void sandbox.terminate();
        // So that the debugger finds the next environment before it is needed.
        if (this.definition.debug !== undefined && sandbox.definition === this.definition) this.warm();
      }
      return;
    }
    if (!usable) void sandbox.terminate();
    const free = usable ? sandbox : this.create(this.definition);
    this.busy.add(free);
    next(free);
  }

  /** From now on with another definition: idle environments go, busy ones after their invocation. */
  async replace(definition: FunctionDefinition): Promise<void> {
    this.definition = definition;
    await this.drop();
  }

  /** Starts an environment before anybody needs it. */
  warm(): void {
    this.keep(this.create(this.definition));
  }

  /** Terminates every environment, also in the middle of an invocation. */
  async kill(): Promise<void> {
    await Promise.all([this.drop(), ...[...this.busy].map(async (sandbox) => await sandbox.terminate())]);
  }

  private take(): Sandbox {
    for (let entry = this.idle.pop(); entry !== undefined; entry = this.idle.pop()) {
      clearTimeout(entry.eviction);
      if (!entry.sandbox.alive) continue;
      this.busy.add(entry.sandbox);
      return entry.sandbox;
    }
    const fresh = this.create(this.definition);
    this.busy.add(fresh);
    return fresh;
  }

  private keep(sandbox: Sandbox): void {
    const idleMs = this.idle.length === 0 ? IDLE_MS : SURPLUS_IDLE_MS;
    const eviction = setTimeout(() => {
      const index = this.idle.findIndex((entry) => entry.sandbox === sandbox);
      if (index >= 0) this.idle.splice(index, 1);
      void sandbox.terminate();
    }, idleMs);
    eviction.unref();
    // A debugger stays where it is attached.
    if (sandbox.definition.debug !== undefined) clearTimeout(eviction);
    this.idle.push({ sandbox, eviction });
  }

  private async drop(): Promise<void> {
    const entries = this.idle.splice(0);
    for (const { eviction } of entries) clearTimeout(eviction);
    await Promise.all(entries.map(async ({ sandbox }) => await sandbox.terminate()));
  }
}

/** A log stream's name as Lambda makes them, for a day such as `2026/11/22`. */
export function newLogStream(now: number): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
}
