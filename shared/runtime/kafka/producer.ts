/** A record on its way to Kafka. */
export interface OutgoingRecord {
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers?: Readonly<Record<string, string | Buffer | readonly (string | Buffer)[]>>;
  /** Absent: the key decides. */
  readonly partition?: number;
}

export interface Publisher {
  /**
   * Resolves when the topic has all records, in this order. Records of one key keep the order of the calls. Rejects
   * when it is unknown whether the topic has them: they may be there, or still arrive.
   */
  send(topic: string, records: readonly OutgoingRecord[]): Promise<void>;
}
