import { Stack, type StackProps } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { FunctionDeclaration, RoomDeclaration } from '../../shared/runtime/room.ts';
import type { Platform } from '../constructs/platform.ts';
import { RoomService } from '../constructs/room-service.ts';
import { DeadLetterQueue } from '../constructs/work-queue.ts';

export interface RoomsProps extends StackProps {
  readonly platform: Platform;
}

/** A function of a room that serves routes. */
export interface RouteServer {
  readonly room: RoomDeclaration;
  readonly declaration: FunctionDeclaration;
  readonly function: IFunction;
}

/** The rooms' functions, queues, event sources and schedules. Holds no data but what is under way in queues. */
export class RoomsStack extends Stack {
  readonly routeServers: readonly RouteServer[];

  constructor(scope: Construct, id: string, { platform, ...props }: RoomsProps) {
    super(scope, id, props);
    const { queue } = new DeadLetterQueue(this, 'InvocationDeadLetters', {
      notify: platform.foundation.alarms,
      impact: 'A minute’s round over timers and left-behind deliveries, or a redrive, did not end.',
    });
    this.routeServers = platform.rooms.flatMap((room) => {
      const service = new RoomService(this, room.name, { platform, room, invocationDeadLetters: queue });
      return room.functions.flatMap((declaration) => {
        const lambda = service.functions.get(declaration.name);
        return lambda === undefined || declaration.routes === undefined
          ? []
          : [{ room, declaration, function: lambda }];
      });
    });
  }
}
