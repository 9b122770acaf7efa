import { setTimeout as pause } from 'node:timers/promises';
import { type Clock, type ClockState, platformTime } from './clock.ts';
import { LocalCloudError } from './local-cloud-error.ts';

interface Task {
  readonly at: number;
  readonly name: string;
  readonly run: () => void | Promise<void>;
}

/** setTimeout takes at most 2^31 - 1 ms; a longer wait is cut and armed again. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;
const PROBE_PAUSE_MILLISECONDS = 5;

export interface SimulatedClockOptions {
  /** Where the time stands at first; real time when absent. */
  readonly state?: ClockState;
  /** How long `advance` waits, in real milliseconds at each stop, for the platform to be quiet. */
  readonly quietLimit?: number;
  /** Hears of a task that failed; the clock goes on. */
  readonly onTaskError?: (name: string, error: unknown) => void;
}

export class SimulatedClock implements Clock {
  private current: ClockState;
  private readonly tasks: Task[] = [];
  private readonly listeners: ((state: ClockState) => void)[] = [];
  private readonly probes: (() => Promise<boolean>)[] = [];
  private readonly quietLimit: number;
  private readonly onTaskError: (name: string, error: unknown) => void;
  private timer: NodeJS.Timeout | undefined;
  private advances: Promise<void> = Promise.resolve();
  private advancing = false;
  private stopped = false;

  constructor(options: SimulatedClockOptions = {}) {
    const real = Date.now();
    this.current = options.state ?? { realStart: real, start: real, scale: 1 };
    this.quietLimit = options.quietLimit ?? 60_000;
    this.onTaskError = options.onTaskError ?? (() => undefined);
  }

  get state(): ClockState {
    return this.current;
  }

  now(): number {
    return platformTime(this.current);
  }

  onChange(listener: (state: ClockState) => void): void {
    this.listeners.push(listener);
  }

  onQuiet(probe: () => Promise<boolean>): void {
    this.probes.push(probe);
  }

  schedule(at: number, name: string, task: () => void | Promise<void>): () => void {
    const entry: Task = { at, name, run: task };
    const place = this.tasks.findLastIndex((other) => other.at <= at) + 1;
    this.tasks.splice(place, 0, entry);
    this.arm();
    return () => {
      const index = this.tasks.indexOf(entry);
      if (index >= 0) this.tasks.splice(index, 1);
    };
  }

  /** Advances that are asked for at the same time follow one another. */
  advance(milliseconds: number): Promise<void> {
    if (!(milliseconds >= 0))
      return Promise.reject(new RangeError(`the clock moves forward only, not by ${milliseconds} ms`));
    const moved = this.advances.then(() => this.moveTo(this.now() + milliseconds));
    this.advances = moved.catch(() => undefined);
    return moved;
  }

  /** Runs no more tasks. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async moveTo(target: number): Promise<void> {
    this.advancing = true;
    clearTimeout(this.timer);
    try {
      await this.untilQuiet();
      for (let due = this.takeNext(target); due.length > 0; due = this.takeNext(target)) {
        this.jumpTo(due[0]?.at ?? target);
        await Promise.all(due.map((task) => this.perform(task)));
        await this.untilQuiet();
      }
      this.jumpTo(target);
      await this.untilQuiet();
    } finally {
      this.advancing = false;
      this.arm();
    }
  }

  /** Time goes on while the platform works, so a jump may have been overtaken already; it never goes back. */
  private jumpTo(time: number): void {
    const real = Date.now();
    const start = Math.max(time, platformTime(this.current, real));
    this.current = { realStart: real, start, scale: this.current.scale };
    for (const listener of this.listeners) listener(this.current);
  }

  private take(until: number): Task | undefined {
    const first = this.tasks[0];
    return first !== undefined && first.at <= until ? this.tasks.shift() : undefined;
  }

  /** Takes the next task that is due until then, and all others that are due at the same time. They run side by side. */
  private takeNext(until: number): Task[] {
    const first = this.tasks[0];
    if (first === undefined || first.at > until) return [];
    const others = this.tasks.findIndex(({ at }) => at > first.at);
    return this.tasks.splice(0, others === -1 ? this.tasks.length : others);
  }

  private async perform(task: Task): Promise<void> {
    try {
      await task.run();
    } catch (error) {
      this.onTaskError(task.name, error);
    }
  }

  /** Quiet twice in a row: what one part hands to another between two probes is seen by the second round. */
  private async untilQuiet(): Promise<void> {
    const deadline = Date.now() + this.quietLimit;
    for (let quietRounds = 0; quietRounds < 2; ) {
      const due = this.takeNext(this.now());
      if (due.length > 0) {
        await Promise.all(due.map((task) => this.perform(task)));
        quietRounds = 0;
        continue;
      }
      if (await this.isQuiet()) {
        quietRounds++;
        continue;
      }
      quietRounds = 0;
      if (Date.now() > deadline)
        throw new LocalCloudError(
          'NOT_QUIET',
          `the platform was still working after ${this.quietLimit / 1000} s; its time stands at ${new Date(this.now()).toISOString()}. Stop what keeps it busy (the fleet, a load) and advance again`,
        );
      await pause(PROBE_PAUSE_MILLISECONDS);
    }
  }

  /** One probe after the other, and no further than the first that is busy: some have to ask the engines. */
  private async isQuiet(): Promise<boolean> {
    for (const probe of this.probes) if (!(await probe())) return false;
    return true;
  }

  private arm(): void {
    clearTimeout(this.timer);
    const first = this.tasks[0];
    if (first === undefined || this.advancing || this.stopped) return;
    const wait = Math.max(0, Math.ceil((first.at - this.now()) / this.current.scale));
    this.timer = setTimeout(() => this.ring(), Math.min(wait, LONGEST_TIMEOUT));
  }

  /** In running time tasks do not wait for one another: a slow one must not hold up the next. */
  private ring(): void {
    for (let task = this.take(this.now()); task !== undefined; task = this.take(this.now()))
      void this.perform(task);
    this.arm();
  }
}
