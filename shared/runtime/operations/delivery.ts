import type { Instant } from '../../kernel/time.ts';

/**
 * An output that leaves after the commit, in its final form. The operation record keeps it, so that a resend has the
 * same bytes.
 */
export type Delivery =
  | { readonly to: 'topic'; readonly topic: string; readonly key: string; readonly value: string }
  /** `topic` is the MQTT topic. */
  | { readonly to: 'car'; readonly topic: string; readonly payload: string }
  /** `body` is a port request in JSON. */
  | { readonly to: 'port'; readonly port: string; readonly body: string }
  /** `body` is a timer in JSON, for the room's timers queue. */
  | { readonly to: 'timer'; readonly at: Instant; readonly body: string };

/** Sends all deliveries, those to the same receiver in order. Resolves when all are safe at their receivers. */
export interface Outbox {
  deliver(deliveries: readonly Delivery[]): Promise<void>;
}
