import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';
import type { Platform } from './platform.ts';
import { RoomFunction } from './room-function.ts';
import { RoomQueues } from './room-queues.ts';

export interface RoomServiceProps {
  readonly platform: Platform;
  readonly room: RoomDeclaration;
  readonly invocationDeadLetters: IQueue;
}

/** A room, as it declares itself: its queues and its functions. Its table and topics are where data is kept. */
export class RoomService extends Construct {
  /** By their declared names. */
  readonly functions: ReadonlyMap<string, IFunction>;

  constructor(scope: Construct, id: string, { platform, room, invocationDeadLetters }: RoomServiceProps) {
    super(scope, id);
    const queues = new RoomQueues(this, 'Queues', { room, notify: platform.foundation.alarms });
    this.functions = new Map(
      room.functions.map((declaration) => [
        declaration.name,
        new RoomFunction(this, declaration.name, {
          platform,
          room,
          declaration,
          queues,
          invocationDeadLetters,
        }).function,
      ]),
    );
  }
}
