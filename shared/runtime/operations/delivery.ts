import type { Instant } from '../../kernel/time.ts';
import type { NewCommand } from './envelopes.ts';

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

/** A delivery before signing: what is to be signed, of which kind it is (`typ`), and what the signed text goes into. */
export type Draft =
  | Delivery
  | {
      readonly to: 'signature';
      readonly typ: string;
      readonly payload: string;
      /** The list of trusted keys that the car keeps by whom it is to be understood, as far as it is known. */
      readonly list?: number;
      readonly into:
        | { readonly topic: string }
        /** This field of the command's data. */
        | { readonly command: NewCommand; readonly field: string };
    }
  /** The list of trusted keys after this one, if there is one. */
  | { readonly to: 'trusted-keys'; readonly topic: string; readonly after: number };

/** Sends everything, in order as far as it goes to the same place. Resolves when all of it is safe at its receiver. */
export interface Outbox {
  deliver(deliveries: readonly Delivery[]): Promise<void>;
}
