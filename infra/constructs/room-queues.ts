import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FunctionDeclaration, RoomDeclaration } from '../../shared/runtime/room.ts';
import { pascalCase } from './stable-id.ts';
import { WorkQueue } from './work-queue.ts';

export interface RoomQueuesProps {
  readonly room: RoomDeclaration;
  readonly notify: ITopic;
}

/** A room's queues: timers of up to 15 minutes, and one for each port. */
export class RoomQueues extends Construct {
  /** Absent in a room without timers. */
  readonly timers: Queue | undefined;
  readonly ports: ReadonlyMap<string, Queue>;

  constructor(scope: Construct, id: string, { room, notify }: RoomQueuesProps) {
    super(scope, id);
    const setsTimers = room.functions.some(({ may }) => may.setTimers === true);
    this.timers = setsTimers
      ? new WorkQueue(this, 'Timers', {
          notify,
          impact: `Timers of ${room.name} did not fire: what should have ended by itself goes on.`,
          functionTimeoutSeconds: server(room, 'its timers', ({ scheduler }) => scheduler === true)
            .timeoutSeconds,
        }).queue
      : undefined;
    this.ports = new Map(
      (room.ports ?? []).map((port) => {
        const { timeoutSeconds, portBatch } = server(
          room,
          `port ${port}`,
          ({ servesPort }) => servesPort === port,
        );
        const { queue } = new WorkQueue(this, `${pascalCase(port)}Port`, {
          notify,
          impact: `Requests of ${room.name} to ${port} failed: operations that need their answers do not go on.`,
          functionTimeoutSeconds: timeoutSeconds,
          windowSeconds: portBatch?.windowSeconds,
          isOrdered: room.orderedPorts?.includes(port) === true,
        });
        return [port, queue];
      }),
    );
  }
}

function server(
  room: RoomDeclaration,
  what: string,
  serves: (declaration: FunctionDeclaration) => boolean,
): FunctionDeclaration {
  const found = room.functions.find(serves);
  if (found === undefined) throw new Error(`The room ${room.name} has no function that serves ${what}`);
  return found;
}
