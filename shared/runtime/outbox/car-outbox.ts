import { IoTDataPlaneClient, PublishCommand } from '@aws-sdk/client-iot-data-plane';
import { clientLimits } from '../client-limits.ts';
import type { Receivers } from './outbox.ts';

/** Publishes messages to cars, at least once to the broker. A car that is not connected misses them. */
export function carOutbox(
  client: IoTDataPlaneClient = new IoTDataPlaneClient(clientLimits),
): NonNullable<Receivers['cars']> {
  return {
    publish: async (topic, payload) => {
      await client.send(new PublishCommand({ topic, qos: 1, payload: Buffer.from(payload, 'utf8') }));
    },
  };
}
