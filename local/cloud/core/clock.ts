/**
 * The platform's time. Real time with a scale and an offset, so that tests and demonstrations can move it. Only what
 * reads this clock moves: the functions' `Date`, timers, delays and schedules; not sockets and not the engines.
 */
export interface ClockState {
  /** Real milliseconds at which the scale or offset was last set. */
  readonly realStart: number;
  /** Platform milliseconds at that moment. */
  readonly start: number;
  /** Platform seconds a real second, 1 to 20. */
  readonly scale: number;
}

export interface Clock {
  /** Platform time in milliseconds since 1970. */
  now(): number;
  readonly state: ClockState;
  /** Tells of each change of the state: function workers and the fleet follow it. */
  onChange(listener: (state: ClockState) => void): void;
  /**
   * Runs `task` when the platform's time reaches `at` (milliseconds). Returns a function that calls it off.
   * Tasks that `advance` passes run in order of their time, one after the other.
   */
  schedule(at: number, name: string, task: () => void | Promise<void>): () => void;
  /**
   * Moves the time forward. Stops at each scheduled task on the way, runs it, waits until the platform is quiet
   * (`onQuiet` probes), and goes on.
   */
  advance(milliseconds: number): Promise<void>;
  /** A probe that resolves when its part has nothing under way: invocations, queued messages, lag. */
  onQuiet(probe: () => Promise<boolean>): void;
}

export function platformTime(state: ClockState, real: number = Date.now()): number {
  return state.start + (real - state.realStart) * state.scale;
}
