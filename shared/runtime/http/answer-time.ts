import { ProblemError } from '../problem.ts';
import type { InvocationContext } from '../room-function.ts';
import type { HttpResult } from './event.ts';

/**
 * The part of a function's time that is kept for sending the answer. If Lambda stops a function, its caller gets a 500
 * without a body. The part is generous, because what made the work slow makes the answer slow too.
 */
const ANSWER_MILLISECONDS = 3_000;

/** The time in which a request must be answered, however slow everything is that the answer needs. */
export class AnswerTime {
  /** By `performance.now()`. */
  readonly end: number;
  #over = false;
  #late = (): HttpResult => {
    throw new ProblemError('UNAVAILABLE', 'The platform is too slow at the moment. Nothing was changed.');
  };

  constructor(context: InvocationContext) {
    this.end = performance.now() + context.getRemainingTimeInMillis() - ANSWER_MILLISECONDS;
  }

  /** Whether the caller gets the answer for when the time is over. No change may be sent after it. */
  get isOver(): boolean {
    return this.#over || performance.now() >= this.end;
  }

  /** Sets the answer for when the time is over. Without it the answer is UNAVAILABLE. */
  whenOver(answer: () => HttpResult): void {
    this.#late = answer;
  }

  /** The work's answer, or the one for when the time is over. The work then goes on, and its answer is lost. */
  async race(work: Promise<HttpResult>): Promise<HttpResult> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<'over'>((resolve) => {
      timer = setTimeout(() => resolve('over'), Math.max(0, this.end - performance.now()));
    });
    try {
      const first = await Promise.race([work, over]);
      if (first !== 'over') return first;
      this.#over = true;
      return this.#late();
    } finally {
      clearTimeout(timer);
      work.catch(() => undefined);
    }
  }
}
