import type { Socket } from 'node:net';
import Cluster from 'kafkajs/src/cluster/index.js';
import loggers from 'kafkajs/src/loggers/index.js';
import socketFactory from 'kafkajs/src/network/socketFactory.js';

const READ_COMMITTED = 1;

/** A cluster with its own connections to the brokers. They are not open yet; `onSocket` hears of each that opens. */
export function newCluster(
  brokers: string,
  clientId: string,
  onSocket: (socket: Socket) => void = () => undefined,
): Cluster {
  const connect = socketFactory();
  return new Cluster({
    logger: loggers.createLogger({ level: 0, logCreator: () => () => undefined }),
    socketFactory: (target) => {
      const socket = connect(target);
      onSocket(socket);
      return socket;
    },
    brokers: brokers.split(','),
    clientId,
    connectionTimeout: 5000,
    authenticationTimeout: 5000,
    requestTimeout: 30_000,
    // With it, kafkajs 2.2.4 sets timers with negative times on Node 24.
    enforceRequestTimeout: false,
    metadataMaxAge: 300_000,
    retry: { retries: 2, initialRetryTime: 100 },
    allowAutoTopicCreation: false,
    isolationLevel: READ_COMMITTED,
  });
}

/** The partitions of a topic that the cluster knows, by the broker that leads them. */
export function leadersOf(cluster: Cluster, topic: string): ReadonlyMap<string, readonly number[]> {
  const leaders = new Map<string, number[]>();
  for (const { partitionId, leader } of cluster.findTopicPartitionMetadata(topic)) {
    leaders.set(String(leader), [...(leaders.get(String(leader)) ?? []), partitionId]);
  }
  return leaders;
}
