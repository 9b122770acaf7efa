/**
 * What AWS IoT Core allows a connection. Source: AWS General Reference, “AWS IoT Core endpoints and quotas”, message
 * broker and protocols.
 */
export const LIMITS = {
  /** Beyond it a publish is dropped: no PUBACK. */
  publishesPerSecond: 100,
  payloadBytes: 128 * 1024,
  topicBytes: 256,
  /** Slashes in a topic or filter, without the prefix of Basic Ingest. */
  topicSlashes: 7,
  clientIdBytes: 128,
  subscriptions: 50,
  subscriptionsPerRequest: 8,
  /** Seconds; what is asked below is taken as the shortest, and 0 or above the longest as the longest. */
  shortestKeepAlive: 30,
  longestKeepAlive: 1200,
  /** A persistent session ends this long after its connection. */
  sessionExpiryMilliseconds: 3_600_000,
} as const;

/** The keep-alive that the broker holds a client to, in seconds. */
export function effectiveKeepAlive(requested: number): number {
  if (requested === 0) return LIMITS.longestKeepAlive;
  return Math.min(LIMITS.longestKeepAlive, Math.max(LIMITS.shortestKeepAlive, requested));
}

/** Why a topic or topic filter is too long; undefined when it is not. */
export function topicTooLong(topic: string): string | undefined {
  if (Buffer.byteLength(topic) > LIMITS.topicBytes) return `more than ${LIMITS.topicBytes} bytes`;
  return topic.split('/').length - 1 > LIMITS.topicSlashes
    ? `more than ${LIMITS.topicSlashes} slashes`
    : undefined;
}

/** Allows a rate by the second, with bursts of a second's worth. */
export class RateLimit {
  private readonly rate: number;
  private tokens: number;
  private last: number;

  constructor(perSecond: number, now: number = performance.now()) {
    this.rate = perSecond;
    this.tokens = perSecond;
    this.last = now;
  }

  /** `now` in milliseconds of real time: sockets do not follow the platform's clock. */
  take(now: number = performance.now()): boolean {
    this.tokens = Math.min(this.rate, this.tokens + ((now - this.last) / 1000) * this.rate);
    this.last = now;
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }
}
