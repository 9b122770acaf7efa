import type { NumberedEvent } from '../../contracts/car/car.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Message } from '../domain.ts';

/**
 * A car's numbered event for the domain, which judges all but its numbers. Its id is made from VIN, lane, log and number,
 * and its time is the arrival when the car names none that exists.
 */
export type CarEventMessage = Message<'cars.events', { readonly vin: string; readonly event: NumberedEvent }>;

/** A message on its way to a decision, with the data that only the runtime needs. */
export interface Incoming<In extends Message = Message> {
  readonly message: In;
  /** The record's key. */
  readonly key: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** When it was written to Kafka. */
  readonly arrivalTime: Instant;
  /** A decision after this time is EXPIRED. */
  readonly expires?: Instant;
  /** Commands from HTTP: a hash of the request. */
  readonly fingerprint?: string;
  readonly traceparent?: string;
  /** Events: the version of their aggregate after them. */
  readonly aggregateVersion?: number;
  /** The record's first offset: its own, unless a redrive has sent it again. */
  readonly origin: number;
  /** The function that decides it, where several functions of the room read its topic. */
  readonly reader?: string;
  /** Whether later messages of its key wait when it cannot be handled. */
  readonly blocking: boolean;
  /** Days that its topic keeps it. Its operation's record is kept longer. */
  readonly retentionDays: number;
}
