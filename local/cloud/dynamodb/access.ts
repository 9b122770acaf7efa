import type { PlainRecord } from '../core/plain-value.ts';

/** One permission that a request needs. */
export interface Access {
  readonly action: string;
  /** A table's name or ARN, as the request has it. */
  readonly table: string;
  readonly index?: string | undefined;
  /** Where the partition key's value is: an item, or a key. */
  readonly keys?: readonly PlainRecord[] | undefined;
  /** The partition key's value itself. */
  readonly leadingKey?: ((hashKey: string) => string | undefined) | undefined;
}
