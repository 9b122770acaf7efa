import type { Handling } from './kafka/consume.ts';
import type { Incoming } from './operations/messages.ts';
import type { FunctionDeclaration, RoomDeclaration } from './room.ts';

/**
 * Several functions of a room may read one topic, and even the same message: an account and an invoice series hear of the
 * same charge. They share a table. So each has operations of its own for such a message, and each waits for its own
 * earlier messages only.
 */
export class Reader {
  readonly #name: string;
  /** The topics and messages that another deciding function of the room reads, too. */
  readonly #topics: ReadonlySet<string>;
  readonly #types: ReadonlySet<string>;

  constructor({ functions }: RoomDeclaration, name: string) {
    this.#name = name;
    const others = functions.filter((one) => one.name !== name && decides(one));
    const consumed = others.flatMap(({ consumes = [] }) => consumes);
    this.#topics = new Set(consumed.map(({ topic }) => topic.name));
    this.#types = new Set(
      consumed.flatMap(({ messages }) => messages.flatMap((one) => ('type' in one ? [one.type] : []))),
    );
  }

  /** The message as this function decides it. */
  own(incoming: Incoming): Incoming {
    const { message, topic } = incoming;
    return {
      ...incoming,
      ...this.#of(topic),
      message: this.#types.has(message.type) ? { ...message, id: `${message.id}@${this.#name}` } : message,
    };
  }

  /** The store, by which this function's messages wait for one another. */
  waiting(store: Handling['store']): Handling['store'] {
    return {
      wait: (block, origin) => store.wait({ ...block, ...this.#of(block.topic) }, origin),
      passed: (block, origin) => store.passed({ ...block, ...this.#of(block.topic) }, origin),
    };
  }

  #of(topic: string): { readonly reader?: string } {
    return this.#topics.has(topic) ? { reader: this.#name } : {};
  }
}

const decides = ({ may }: FunctionDeclaration): boolean => may.table?.includes('decide') === true;
