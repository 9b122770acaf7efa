import type { WakeRequest } from '../../../shared/contracts/partners/deliveries.ts';
import { sendToPort } from '../../../shared/runtime/outbox/queues.ts';
import { wakesPort } from '../ports.ts';
import { markWoken } from './table.ts';

/** Wakes the sender of an endpoint, after some time. A message that is lost costs a minute: the scheduler wakes too. */
export async function wake(endpointId: string, delaySeconds = 0): Promise<void> {
  const request: WakeRequest = { endpointId };
  await sendToPort(wakesPort, JSON.stringify(request), delaySeconds);
}

/** Says that something was appended. In this order, so that a sender that is about to go sees it. */
export async function wakeFor(endpointId: string, now: string): Promise<void> {
  await markWoken(endpointId, now);
  await wake(endpointId);
}
