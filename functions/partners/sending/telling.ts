import type { Command } from '../../../shared/contracts/define.ts';
import { reportFailing, stopEndpoint } from '../../../shared/contracts/partners/endpoints.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import type { Instant } from '../../../shared/kernel/time.ts';
import { keyOf } from '../../../shared/runtime/operations/envelopes.ts';
import type { TimerMessage } from '../../../shared/runtime/operations/timers.ts';
import { timersQueue } from '../../../shared/runtime/outbox/queues.ts';
import type { Health, Notice } from './health.ts';
import type { Target } from './sender.ts';

/**
 * What the sender tells the room, as a timer that is due now: the scheduler makes the command of it. So the function that
 * talks to strangers needs no way to Kafka, and is in no network with anything else.
 */

export function commandOf(
  { partnerId, endpointId, enabledAt }: Target,
  notice: Notice | 'GONE',
  { failingSince, lastError = '' }: Health,
  now: Instant,
): Command {
  const ids = { partnerId, endpointId };
  if (notice === 'GONE') return stopEndpoint({ ...ids, reason: 'GONE', enabledAt });
  if (notice === 'STOP') return stopEndpoint({ ...ids, reason: 'FAILING', enabledAt });
  return reportFailing({ ...ids, stage: notice, since: failingSince ?? now, error: lastError });
}

/** The same notice of the same trouble has the same id, and so takes effect once. */
export async function tell(
  target: Target,
  notice: Notice | 'GONE',
  health: Health,
  now: Instant,
): Promise<void> {
  const { contract, data } = commandOf(target, notice, health, now);
  const message: TimerMessage = {
    id: derivedId(
      'op_partners',
      target.endpointId,
      target.enabledAt,
      notice,
      notice === 'GONE' ? '' : (health.failingSince ?? ''),
    ),
    at: now,
    type: contract.type,
    topic: contract.topic.name,
    key: keyOf(contract, data),
    data,
    expiresAfterSeconds: contract.expiresAfterSeconds,
  };
  await timersQueue.set(JSON.stringify(message), 0);
}
