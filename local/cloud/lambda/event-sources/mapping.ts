/** What the console and tests see of an event source mapping. */
export interface MappingStatus {
  /** The mapping's UUID. */
  readonly id: string;
  readonly functionName: string;
  /** ARN of the cluster or queue. */
  readonly eventSourceArn: string;
  /** The topic's or queue's name. */
  readonly source: string;
  readonly state: 'Enabled' | 'Disabled' | 'Paused';
  /** What the source did last, as `LastProcessingResult` of the Lambda API. */
  readonly lastResult: string;
  readonly batches: number;
  readonly records: number;
  /** Batches that failed, as a whole or in part. */
  readonly failures: number;
  /** Records that were given up. */
  readonly discarded: number;
  /** Batches under way. */
  readonly inFlight: number;
  /** Records that wait; by partition for a topic, under `messages` for a queue. */
  readonly lag: Readonly<Record<string, number>>;
}

export interface Mapping {
  readonly status: MappingStatus;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** The source delivers no further batch; those under way end. */
  pause(): void;
  resume(): void;
  /** Whether nothing is under way and nothing waits that could be delivered now. */
  isQuiet(): Promise<boolean>;
}
