import type { SharedPlatform } from './shared-platform.ts';

/** A check by a program that others wrote, so that it does not share our misunderstandings. */
export interface Referee {
  readonly name: string;
  readonly check: () => Promise<Verdict>;
}

/** One that looks at a running platform: the same for all of them, see shared-platform.ts. */
export interface PlatformReferee {
  readonly name: string;
  readonly check: (platform: SharedPlatform) => Promise<Verdict>;
}

export interface Verdict {
  /** What was looked at, such as `12 templates`. */
  readonly looked: string;
  /** How many checks, by the referee's own count of things. */
  readonly passed: number;
  /** One line for each thing that is wrong. */
  readonly wrong: readonly string[];
  /** What it remarks and lets pass. */
  readonly remarks?: string;
}
