import type { RoomDeclaration } from '../shared/runtime/room.ts';
import { room as billing } from './billing/room.ts';
import { room as gbfs } from './gbfs/room.ts';
import { room as loyalty } from './loyalty/room.ts';
import { room as mail } from './mail/room.ts';
import { room as offers } from './offers/room.ts';
import { room as partners } from './partners/room.ts';
import { room as payments } from './payments/room.ts';
import { room as platform } from './platform/room.ts';
import { room as realtime } from './realtime/room.ts';
import { room as rentals } from './rentals/room.ts';
import { room as riders } from './riders/room.ts';
import { room as stories } from './stories/room.ts';
import { room as telemetry } from './telemetry/room.ts';
import { room as vehicles } from './vehicles/room.ts';

/** Every room of the platform, for the CDK app, the docs and the tests. A new room is added here. */
export const rooms: readonly RoomDeclaration[] = [
  // One a line.
  telemetry,
  vehicles,
  riders,
  rentals,
  billing,
  loyalty,
  mail,
  payments,
  offers,
  realtime,
  gbfs,
  partners,
  stories,
  platform,
];
