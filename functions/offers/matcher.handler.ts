import { carsTelemetry } from '../../shared/contracts/car/car.ts';
import { rentalFollowed } from '../../shared/contracts/offers/given.ts';
import { offersCommands, offersEvents } from '../../shared/contracts/offers/offers.ts';
import { isOneOf } from '../../shared/runtime/deciders.ts';
import { decoder } from '../../shared/runtime/kafka/decode.ts';
import { publisher } from '../../shared/runtime/kafka/publish.ts';
import {
  type BatchResponse,
  failuresOf,
  type KafkaEvent,
  recordOf,
} from '../../shared/runtime/kafka/records.ts';
import { measure } from '../../shared/runtime/observability.ts';
import { regionOf } from '../../shared/runtime/room-table.ts';
import { commandOf, consideredAt } from './matching/asking.ts';
import { Known } from './matching/known.ts';
import { type Consideration, Matcher } from './matching/matcher.ts';

const matcher = new Matcher();
const known = new Known(matcher);
const decode = decoder([{ topic: offersEvents, messages: [rentalFollowed] }]);

/** Readings of cars, and rentals that are followed. A reading that cannot be read is the telemetry room's to report. */
export async function handler(event: KafkaEvent): Promise<BatchResponse> {
  const now = Date.now();
  await known.refresh(now);
  const asked: Consideration[] = [];
  for (const record of Object.values(event.records).flat()) {
    if (record.topic === carsTelemetry.name) {
      const found = matcher.match(record, now);
      if (found !== undefined) asked.push(found);
      continue;
    }
    const decoded = decode(recordOf(record));
    if (decoded.kind !== 'message' || !isOneOf([rentalFollowed], decoded.incoming.message)) continue;
    const found = consideredAt(matcher, decoded.incoming.message);
    if (found !== undefined) asked.push(found);
  }
  const commands = asked.map((one) => commandOf(one, regionOf(), now));
  try {
    await publisher().send(offersCommands.name, commands);
  } catch (error) {
    matcher.forget();
    throw error;
  }
  if (asked.length > 0) measure({ OffersConsidered: asked.length });
  return failuresOf([]);
}
