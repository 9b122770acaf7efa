import type { Cloud } from '../../../local/cloud/core/cloud.ts';
import { matches } from '../../../local/cloud/iam/policy/pattern.ts';
import type { Grant } from './grants.ts';

/** A denial as the local cloud says it, also inside of other text: who, what, on what, and the statement. */
const DENIAL =
  /role (?<role>\S+) is not authorized to perform (?<action>[\w:-]+) on (?<resource>\S+): no statement of its policies allows it; missing is \{\\*"Effect\\*":\\*"Allow\\*",\\*"Action\\*":\\*"\k<action>\\*",\\*"Resource\\*":\\*"\k<resource>\\*"\}/g;

interface Denial {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

function denialsIn(text: string): Denial[] {
  return [...text.matchAll(DENIAL)].map(({ groups }) => ({ role: '', action: '', resource: '', ...groups }));
}

function isOf({ role, action, resource }: Grant, denial: Denial): boolean {
  return denial.role === role && denial.action === action && matches(resource, denial.resource);
}

/** Hears every denial that the journal tells of. */
export class Denials {
  private readonly listeners = new Set<(denial: Denial) => void>();
  private readonly unfollow: () => void;

  constructor(cloud: Cloud) {
    this.unfollow = cloud.journal.follow(({ text }) => this.hear(text), { backlog: 0 });
  }

  /** What somebody else than the journal tells: the error of some work. */
  hear(text: string): void {
    for (const denial of denialsIn(text)) for (const listener of this.listeners) listener(denial);
  }

  /** Whether the grant was missed so far; `heard` resolves when it is, `end` stops the waiting. */
  of(grant: Grant): {
    readonly heard: Promise<void>;
    readonly wasHeard: () => boolean;
    readonly end: () => void;
  } {
    const { promise, resolve } = Promise.withResolvers<void>();
    let wasHeard = false;
    const listener = (denial: Denial): void => {
      if (!isOf(grant, denial)) return;
      wasHeard = true;
      resolve();
    };
    this.listeners.add(listener);
    return {
      heard: promise,
      wasHeard: () => wasHeard,
      end: () => void this.listeners.delete(listener),
    };
  }

  /** Every denial of a role from now on, until `end`. */
  ofRole(role: string): { readonly seen: readonly Denial[]; readonly end: () => void } {
    const seen: Denial[] = [];
    const listener = (denial: Denial): void => {
      if (denial.role === role) seen.push(denial);
    };
    this.listeners.add(listener);
    return { seen, end: () => void this.listeners.delete(listener) };
  }

  stop(): void {
    this.unfollow();
  }
}
