import type { CarEvent } from '../../contracts/car/car.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Message } from '../domain.ts';

/** A car's numbered event, as the domain sees it. Its id is made of VIN, lane, log and number. */
export type CarEventMessage = Message<'cars.events', { readonly vin: string; readonly event: CarEvent }>;

/** A message on its way to a decision, with what only the runtime needs to know of it. */
export interface Incoming<In extends Message = Message> {
  readonly message: In;
  /** The record's key. */
  readonly key: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** When it was written to Kafka. */
  readonly arrivalTime: Instant;
  /** Decided later than this, the answer is EXPIRED. */
  readonly expires?: Instant;
  /** Commands from HTTP: a hash of the request. */
  readonly fingerprint?: string;
  readonly traceparent?: string;
  /** The offset at which it lay at first: the record's own, unless a redrive has sent it again. */
  readonly origin: number;
  /** Whether later messages of its key wait when it can not be handled. */
  readonly blocking: boolean;
  /** How long its topic keeps it, days: its operation's record is kept longer. */
  readonly retentionDays: number;
}
