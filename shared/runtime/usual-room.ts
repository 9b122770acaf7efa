import type { MessageContract, RouteContract, TopicContract } from '../contracts/define.ts';
import { deadLetters } from '../contracts/platform/platform.ts';
import { consumptionsOf } from './consumptions.ts';
import type { RoomDeclaration } from './room.ts';

interface UsualRoom extends Pick<RoomDeclaration, 'name' | 'description'> {
  readonly commands: TopicContract;
  readonly events: TopicContract;
  readonly consumer: { readonly description: string; readonly messages: readonly MessageContract[] };
  readonly http: { readonly description: string; readonly routes: readonly RouteContract[] };
}

/**
 * A room with a table that decides messages and serves routes, by three functions: `consumer`, `http`, and a `scheduler`
 * that delivers what a dead function left behind. A room with constraints, timers, ports or cars declares its own.
 */
export function usualRoom({ consumer, http, ...room }: UsualRoom): RoomDeclaration {
  const { commands, events } = room;
  const consumes = consumptionsOf(consumer.messages);
  const blocks = consumes.some(({ topic }) => topic.onPoison === 'block');
  const functions: RoomDeclaration['functions'] = [
    {
      name: 'consumer',
      description: consumer.description,
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes,
      may: { table: blocks ? ['decide', 'wait'] : ['decide'], produce: [events, deadLetters] },
    },
    {
      name: 'http',
      description: http.description,
      memoryMb: 256,
      timeoutSeconds: 15,
      routes: http.routes,
      may: { table: ['read'], produce: [commands] },
    },
    {
      name: 'scheduler',
      description: 'Deliveries that a dead function left behind',
      memoryMb: 256,
      timeoutSeconds: 60,
      scheduler: true,
      may: { table: ['sweep'], produce: [events] },
    },
  ];
  return { ...room, table: true, functions };
}
