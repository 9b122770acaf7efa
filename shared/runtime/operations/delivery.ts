import type { Instant } from '../../kernel/time.ts';

/**
 * What leaves after the commit, in its final form: the operation record keeps it, so that what is sent again is the
 * same to the byte.
 */
export type Delivery =
  | { readonly to: 'topic'; readonly topic: string; readonly key: string; readonly value: string }
  /** `topic` is the MQTT topic. */
  | { readonly to: 'car'; readonly topic: string; readonly payload: string }
  /** `body` is a port request in JSON. */
  | { readonly to: 'port'; readonly port: string; readonly body: string }
  /** `body` is a timer in JSON, for the room's timers queue. */
  | { readonly to: 'timer'; readonly at: Instant; readonly body: string };

/** Sends everything, in order as far as it goes to the same place. Resolves when all of it is safe at its receiver. */
export interface Outbox {
  deliver(deliveries: readonly Delivery[]): Promise<void>;
}
