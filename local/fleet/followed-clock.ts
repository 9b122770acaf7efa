import { type ClockState, platformTime } from '../cloud/clock.ts';

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
    return platformTime(this.state);
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
