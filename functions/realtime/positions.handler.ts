import {
  type BatchResponse,
  failuresOf,
  type KafkaEvent,
  recordsOf,
} from '../../shared/runtime/kafka/records.ts';
import { logger, measure } from '../../shared/runtime/observability.ts';
import { now } from '../../shared/runtime/room-table.ts';
import { positionFrames } from './frames.ts';
import { positionsIn } from './positions.ts';
import { show, watchers } from './watching.ts';

/** Readings of cars, for operators who watch. As long as nobody does, none is read. Nothing is tried again: newer ones follow. */
export async function handler(event: KafkaEvent): Promise<BatchResponse> {
  try {
    const watching = await watchers(now());
    if (watching.length > 0) await show(watching, positionFrames(positionsIn(recordsOf(event), Date.now())));
  } catch (error) {
    logger.error('Positions were not shown', { error: error as Error });
    measure({ FramesFailed: 1 });
  }
  return failuresOf([]);
}
