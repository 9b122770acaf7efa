import { deadLetters } from '../../shared/contracts/platform.ts';
import {
  block,
  blockRider,
  getMe,
  putMe,
  ridersCommands,
  ridersEvents,
  signUp,
  unblock,
  unblockRider,
} from '../../shared/contracts/riders.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';

export const room: RoomDeclaration = {
  name: 'riders',
  description: 'Sign-up and profile of riders; who is blocked',
  commands: ridersCommands,
  events: ridersEvents,
  table: true,
  functions: [
    {
      name: 'consumer',
      description: 'Decides what riders, and operators about riders, want',
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes: [{ topic: ridersCommands, messages: [signUp, block, unblock] }],
      may: { table: ['decide'], produce: [ridersEvents, deadLetters] },
    },
    {
      name: 'http',
      description: 'Riders’ own data, and blocking by operators',
      memoryMb: 256,
      timeoutSeconds: 15,
      routes: [putMe, getMe, blockRider, unblockRider],
      may: { table: ['read'], produce: [ridersCommands], riderKeys: 'make' },
    },
    {
      name: 'agenda',
      description: 'Deliveries that a dead function left behind',
      memoryMb: 256,
      timeoutSeconds: 60,
      agenda: true,
      may: { table: ['sweep'], produce: [ridersEvents] },
    },
  ],
};
