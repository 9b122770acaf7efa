/**
 * The parts of kafkajs below its consumer. Its consumer offers neither a position of one's own nor batches over
 * several partitions, and waits seconds for a group; its connections and protocol do what is needed. kafkajs is pinned,
 * so these do not move.
 */
declare module 'kafkajs/src/cluster/index.js' {
  import type { Logger } from 'kafkajs/src/loggers/index.js';
  import type { SocketFactory } from 'kafkajs/src/network/socketFactory.js';

  export interface FetchedMessage {
    readonly offset: string;
    readonly timestamp: string;
    readonly key: Buffer | null;
    readonly value: Buffer | null;
    readonly headers: Readonly<Record<string, Buffer | null | readonly (Buffer | null)[]>>;
    readonly isControlRecord: boolean;
    readonly batchContext: { readonly timestampType: number };
  }

  export interface Broker {
    fetch(request: {
      readonly maxWaitTime: number;
      readonly minBytes: number;
      readonly maxBytes: number;
      readonly topics: readonly {
        readonly topic: string;
        readonly partitions: readonly { partition: number; fetchOffset: string; maxBytes: number }[];
      }[];
    }): Promise<{
      readonly responses: readonly {
        readonly topicName: string;
        readonly partitions: readonly {
          readonly partition: number;
          readonly highWatermark: string;
          readonly messages: readonly FetchedMessage[];
        }[];
      }[];
    }>;
    listOffsets(request: {
      readonly topics: readonly {
        readonly topic: string;
        readonly partitions: readonly { partition: number; timestamp: string }[];
      }[];
    }): Promise<{
      readonly responses: readonly {
        readonly topic: string;
        readonly partitions: readonly { partition: number; offset: string }[];
      }[];
    }>;
    offsetFetch(request: {
      readonly groupId: string;
      readonly topics: readonly {
        readonly topic: string;
        readonly partitions: readonly { partition: number }[];
      }[];
    }): Promise<{
      readonly responses: readonly {
        readonly topic: string;
        readonly partitions: readonly { partition: number; offset: string }[];
      }[];
    }>;
    offsetCommit(request: {
      readonly groupId: string;
      readonly groupGenerationId: number;
      readonly memberId: string;
      readonly topics: readonly {
        readonly topic: string;
        readonly partitions: readonly { partition: number; offset: string }[];
      }[];
    }): Promise<unknown>;
  }

  export default class Cluster {
    constructor(options: {
      readonly logger: Logger;
      readonly socketFactory: SocketFactory;
      readonly brokers: readonly string[];
      readonly clientId: string;
      readonly connectionTimeout: number;
      readonly authenticationTimeout: number;
      readonly requestTimeout: number;
      readonly enforceRequestTimeout: boolean;
      readonly metadataMaxAge: number;
      readonly retry: { readonly retries: number; readonly initialRetryTime?: number };
      readonly allowAutoTopicCreation: boolean;
      readonly isolationLevel: number;
    });
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    addTargetTopic(topic: string): Promise<void>;
    refreshMetadata(): Promise<void>;
    findTopicPartitionMetadata(
      topic: string,
    ): readonly { readonly partitionId: number; readonly leader: number }[];
    findBroker(which: { readonly nodeId: string }): Promise<Broker>;
    findGroupCoordinator(which: { readonly groupId: string }): Promise<Broker>;
  }
}

declare module 'kafkajs/src/loggers/index.js' {
  export interface Logger {
    namespace(name: string): Logger;
  }
  const loggers: {
    createLogger(options: { readonly level: number; readonly logCreator: () => () => void }): Logger;
  };
  export default loggers;
}

declare module 'kafkajs/src/network/socketFactory.js' {
  import type { Socket } from 'node:net';

  export type SocketFactory = (target: unknown) => Socket;

  export default function socketFactory(): SocketFactory;
}
