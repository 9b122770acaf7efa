import type { Principal } from '../../contracts/define.ts';

/**
 * How many requests a caller may make in a minute. All execution environments of all functions count together, in one table.
 * An environment takes requests from it in blocks, so that not every request is a write; what it does not use of a block
 * is lost when the minute is over.
 */

export type RequestsPerMinute = Readonly<Record<Principal, number>>;

/** A caller in the table. */
export interface Caller {
  readonly kind: Principal;
  readonly id: string;
}

export interface QuotaStore {
  /**
   * Counts more requests of a caller in a window, unless that would be more than the limit. Answers how many have been taken
   * in all; undefined when these were not.
   */
  take(caller: Caller, window: Window, requests: number, limit: number): Promise<number | undefined>;
}

/** By the platform's clock, milliseconds. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

export interface Standing {
  readonly allowed: boolean;
  readonly limit: number;
  /** Requests that are left in this window, at least. */
  readonly remaining: number;
  /** Until the next window begins. */
  readonly resetSeconds: number;
}

export const WINDOW_SECONDS = 60;
const WINDOW_MS = WINDOW_SECONDS * 1000;
/** A caller who makes all its requests costs this many writes a minute. */
const BLOCKS = 60;
/** Callers that an environment remembers. More than that are counted anew, which costs a block. */
const MOST_CALLERS = 1000;

interface Block {
  readonly end: number;
  /** Requests that this environment may still let through. */
  own: number;
  /** Requests that nobody had taken yet when the block was. */
  free: number;
}

export class Quotas {
  readonly #limits: RequestsPerMinute;
  readonly #store: QuotaStore;
  readonly #blocks = new Map<string, Block>();

  constructor(limits: RequestsPerMinute, store: QuotaStore) {
    this.#limits = limits;
    this.#store = store;
  }

  /** Counts a request. Throws what the store throws. */
  async count(caller: Caller, now: number): Promise<Standing> {
    const limit = this.#limits[caller.kind];
    const start = now - (now % WINDOW_MS);
    const window = { start, end: start + WINDOW_MS };
    const block = await this.#block(caller, window, limit);
    const allowed = block.own > 0;
    if (allowed) block.own--;
    return {
      allowed,
      limit,
      remaining: block.own + block.free,
      resetSeconds: Math.ceil((window.end - now) / 1000),
    };
  }

  async #block(caller: Caller, window: Window, limit: number): Promise<Block> {
    const key = `${caller.kind}/${caller.id}`;
    const known = this.#blocks.get(key);
    // Nothing is left in the table when nothing was free: it need not be asked again.
    if (known?.end === window.end && (known.own > 0 || known.free === 0)) return known;
    const size = Math.max(1, Math.ceil(limit / BLOCKS));
    const block = await this.#taken(caller, window, size, limit);
    if (this.#blocks.size >= MOST_CALLERS) this.#blocks.clear();
    this.#blocks.set(key, block);
    return block;
  }

  /** A block, or the single request that is left when there is no whole one. */
  async #taken(caller: Caller, window: Window, size: number, limit: number): Promise<Block> {
    for (const own of new Set([size, 1])) {
      const taken = await this.#store.take(caller, window, own, limit);
      if (taken !== undefined) return { end: window.end, own, free: limit - taken };
    }
    return { end: window.end, own: 0, free: 0 };
  }
}

/** Headers of every answer to a caller with a quota (draft-ietf-httpapi-ratelimit-headers). */
export function quotaHeaders({ limit, remaining, resetSeconds }: Standing): Record<string, string> {
  return {
    'ratelimit-policy': `"caller";q=${limit};w=${WINDOW_SECONDS}`,
    ratelimit: `"caller";r=${remaining};t=${resetSeconds}`,
  };
}
