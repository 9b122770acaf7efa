import {
  Array as List,
  Number as Num,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Unknown,
} from 'typebox';
import { INSTANT_PATTERN } from '../kernel/time.ts';

/**
 * A record of a room's topic: a CloudEvent 1.0 in JSON, structured mode. Extension attributes are lower case
 * without separators, as CloudEvents requires.
 */
export const Envelope = Obj({
  specversion: Str({ pattern: '^1\\.0$' }),
  /** Stable: the same message sent again has the same id. */
  id: Str({ minLength: 1, maxLength: 200 }),
  /** `<room>.<name>.v<major>` */
  type: Str({ pattern: '^[a-z]+\\.[a-z-]+\\.v[0-9]+$' }),
  /** `/roadstream/<region>/<room>` */
  source: Str({ minLength: 1 }),
  /** The record's key. */
  subject: Str({ minLength: 1 }),
  time: Str({ pattern: INSTANT_PATTERN }),
  data: Unknown(),
  /** W3C trace context. */
  traceparent: Optional(Str({ pattern: '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$' })),
  /** Events: the version of the aggregate after this event. */
  aggregateversion: Optional(Num()),
  /** Events: the aggregate's key within its room, such as `car/<vin>`. */
  aggregate: Optional(Str()),
  /** The operation that produced it. */
  operationid: Optional(Str()),
  /** Commands: a command decided after this time is answered with EXPIRED. */
  expires: Optional(Str({ pattern: INSTANT_PATTERN })),
  /** Commands from HTTP: the principal that sent the request, `<kind>/<id>`. */
  principal: Optional(Str()),
  /** Commands from HTTP: a hash of the request, to detect the same key with another body. */
  fingerprint: Optional(Str()),
  /** Events: the answer of the operation, for a rebuild of its record. Only on an operation's last event. */
  outcome: Optional(Str()),
});

export type Envelope<Data = unknown> = Omit<Static<typeof Envelope>, 'data'> & { data: Data };

/** The names of a record's headers. */
export const headers = {
  /** RFC 3339 or milliseconds: when the IoT rule took it. */
  received: 'received',
  /** The trace id that the IoT rule gave it. */
  trace: 'trace',
  /** The MQTT client that sent it. */
  client: 'client',
  /** Set by a redrive: the number of times. */
  redriven: 'redriven',
  /** Set by a redrive: the record's first offset. */
  origin: 'origin',
  /** Set by a redrive on a record without a value: the record at `origin` is given up; no other waits for it. */
  discarded: 'discarded',
} as const;

/** The value of a record on `dead-letters`. */
export const DeadLetter = Obj({
  reason: Str({ description: 'Why it could not be handled: a code of the catalogue.' }),
  detail: Str(),
  consumer: Str({ description: 'The function that gave up.' }),
  time: Str({ pattern: INSTANT_PATTERN }),
  source: Obj({ topic: Str(), partition: Num(), offset: Str(), timestamp: Num() }),
  /** Base64; absent when the record had none. */
  key: Optional(Str()),
  value: Optional(Str()),
  headers: List(Obj({ name: Str(), value: Str({ description: 'Base64' }) })),
});
export type DeadLetter = Static<typeof DeadLetter>;
