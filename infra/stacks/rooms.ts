import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { FunctionDeclaration, RoomDeclaration } from '../../shared/runtime/room.ts';
import type { Platform } from '../constructs/platform.ts';
import { RoomService } from '../constructs/room-service.ts';
import { SocketApi } from '../constructs/socket-api.ts';
import { DeadLetterQueue } from '../constructs/work-queue.ts';

export interface RoomsProps extends StackProps {
  readonly platform: Omit<Platform, 'sockets'>;
  /** Those of the platform's rooms that are in this stack. */
  readonly rooms: readonly RoomDeclaration[];
  /** The WebSocket API, if another stack has it. */
  readonly sockets?: SocketApi;
}

/**
 * CloudFormation allows 500 resources a stack, and a room takes about 45: so what is bought, paid and earned has a stack of
 * its own. Another room belongs to the first one, as long as it has a place.
 */
const COMMERCE: ReadonlySet<string> = new Set([
  'billing',
  'payments',
  'loyalty',
  'offers',
  'partners',
  'mail',
]);

export const isCommerce = ({ name }: RoomDeclaration): boolean => COMMERCE.has(name);

/** A function of a room that serves or authorizes routes, or the WebSocket API. */
export interface RouteServer {
  readonly room: RoomDeclaration;
  readonly declaration: FunctionDeclaration;
  readonly function: IFunction;
}

/** Rooms' functions, queues, event sources and schedules. Holds no data except for messages in queues. */
export class RoomsStack extends Stack {
  readonly servers: readonly RouteServer[];
  readonly sockets: SocketApi;

  constructor(scope: Construct, id: string, { platform: given, rooms, sockets, ...props }: RoomsProps) {
    super(scope, id, props);
    this.sockets = sockets ?? this.socketApi();
    const platform: Platform = { ...given, sockets: this.sockets };
    const { queue } = new DeadLetterQueue(this, 'InvocationDeadLetters', {
      notify: platform.foundation.alarms,
      impact: 'A run of timers and left-behind deliveries, or a redrive, did not finish.',
    });
    this.servers = rooms.flatMap((room) => {
      const service = new RoomService(this, room.name, { platform, room, invocationDeadLetters: queue });
      return room.functions.flatMap((declaration) => {
        const lambda = service.functions.get(declaration.name);
        const { routes, socketRoutes, authorizesSocket, authorizesPartners } = declaration;
        const authorizes = authorizesSocket === true || authorizesPartners === true;
        const isServer = routes !== undefined || socketRoutes !== undefined || authorizes;
        return lambda === undefined || !isServer ? [] : [{ room, declaration, function: lambda }];
      });
    });
  }

  private socketApi(): SocketApi {
    const api = new SocketApi(this, 'Sockets');
    new CfnOutput(this, 'SocketUrl', { value: api.url });
    return api;
  }
}
