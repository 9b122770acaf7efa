/** A record on its way to Kafka. */
export interface OutgoingRecord {
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers?: Readonly<Record<string, string | Buffer | readonly (string | Buffer)[]>>;
  /** By the key when absent. */
  readonly partition?: number;
}

export interface Publisher {
  /**
   * Resolves when the topic has all of them, in this order; of one key in the order of the calls. Rejects when it is
   * unknown whether it has: then they may be there, also later.
   */
  send(topic: string, records: readonly OutgoingRecord[]): Promise<void>;
}
