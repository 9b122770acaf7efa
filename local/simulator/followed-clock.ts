/** How the platform's time follows from real time, as the platform tells it. */
export interface ClockState {
  /** Real milliseconds at which the rest was last set. */
  readonly realStart: number;
  /** Platform milliseconds at that moment. */
  readonly start: number;
  /** Platform seconds a real second. */
  readonly scale: number;
}

/** The platform's time as the cars know it: what a satellite receiver would tell them. Real time until told otherwise. */
export class FollowedClock {
  private state: ClockState;
  private readonly listeners: (() => void)[] = [];

  constructor(state?: ClockState) {
    const real = Date.now();
    this.state = state ?? { realStart: real, start: real, scale: 1 };
  }

  /** Platform milliseconds since 1970. */
  now(): number {
    const { realStart, start, scale } = this.state;
    return start + (Date.now() - realStart) * scale;
  }

  /** Real milliseconds until that platform time: 0 when it is over. */
  realUntil(time: number): number {
    return Math.max(0, (time - this.now()) / this.state.scale);
  }

  follow(state: ClockState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }
}
