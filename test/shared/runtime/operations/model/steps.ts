import type { Random } from '../../../../../shared/kernel/random.ts';

/**
 * Everything that a simulated function awaits is a step: nothing goes on until the scheduler says so, one step at a
 * time. So a seed says in which order everything happens, and a function can die at any of its awaits.
 */

/** A running function. When it is dead, none of its steps ever goes on. */
export interface Process {
  readonly name: string;
  dead: boolean;
}

interface Step {
  readonly process: Process;
  go(): void;
  fail(error: Error): void;
}

/** A call that failed although it may have had its effect. One for all: a stack costs more than the whole step. */
export const connectionLost = new Error('connection lost');

export class Steps {
  private waiting: Step[] = [];

  get count(): number {
    return this.waiting.length;
  }

  step(process: Process): Promise<void> {
    return new Promise((go, fail) => {
      if (!process.dead) this.waiting.push({ process, go, fail });
    });
  }

  /** A call with an effect: the function may die, or lose the connection, before it and after it. */
  async call<Result>(process: Process, effect: () => Promise<Result> | Result): Promise<Result> {
    await this.step(process);
    const result = await effect();
    await this.step(process);
    return result;
  }

  kill(process: Process): void {
    process.dead = true;
    this.waiting = this.waiting.filter((step) => step.process !== process);
  }

  /** Lets one step go on, or fail. */
  next(random: Random, fails: boolean): void {
    const [step] = this.waiting.splice(random.integer(this.waiting.length), 1);
    if (fails) step?.fail(connectionLost);
    else step?.go();
  }

  /** The process of some step, to kill it. */
  someProcess(random: Random): Process | undefined {
    return this.waiting[random.integer(Math.max(1, this.waiting.length))]?.process;
  }
}

/** More than lie between two steps: afterwards every process stands at a step again, or has ended. */
const MICROTASKS = 40;

/** Lets every process come to its next step. Several times faster than a turn of the event loop. */
export async function settled(): Promise<void> {
  for (let n = 0; n < MICROTASKS; n++) await Promise.resolve();
}

/** The same, however long the way to the next step is. */
export function surelySettled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
