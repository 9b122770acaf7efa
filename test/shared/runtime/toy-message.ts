import type { Incoming } from '../../../shared/runtime/operations/messages.ts';
import { type ToyMessage, take } from './operations/model/toy-room.ts';

/** A message of the toy room, where one is enough. */

export const NOW = '2026-01-31T09:00:00.000Z';
export const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
export const CAR = 'WRS00001X0T000001';

/** Ana takes the car. */
export function incoming(more: Partial<Incoming<ToyMessage>> = {}): Incoming<ToyMessage> {
  return {
    message: { type: take.type, id: 'op_toy_1', time: NOW, data: { car: CAR, rider: 'ana' } },
    key: CAR,
    topic: 'toy.commands',
    partition: 0,
    offset: 1,
    origin: 1,
    arrivalTime: NOW,
    traceparent: TRACE,
    fingerprint: 'print',
    blocking: true,
    retentionDays: 14,
    ...more,
  };
}
