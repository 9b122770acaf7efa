import { type Alert, type alertsSet, FLEET, type setAlerts } from '../../shared/contracts/gbfs.ts';
import type { Instant } from '../../shared/kernel/time.ts';
import type { Context, Decision, Document, FactOf, MessageOf } from '../../shared/runtime/domain.ts';

/** What the public knows of the system as a whole. */
export interface SystemState {
  readonly kind: 'system';
  readonly alerts?: ShownAlerts;
}

export interface ShownAlerts {
  readonly alerts: readonly Alert[];
  readonly time: Instant;
}

export type SystemMessage = MessageOf<typeof setAlerts>;
export type SystemEvent = FactOf<typeof alertsSet>;

export const ALERTS_KEY = 'alerts';

export function decideSystem(
  _: SystemState,
  { data: { alerts } }: SystemMessage,
  { now }: Context,
): Decision<SystemEvent> {
  return {
    kind: 'accept',
    events: [{ type: 'gbfs.alerts-set.v1', data: { fleet: FLEET, alerts, time: now } }],
    result: { alerts },
  };
}

export function evolveSystem(system: SystemState, { data: { alerts, time } }: SystemEvent): SystemState {
  return { ...system, alerts: { alerts, time } };
}

export function systemDocuments({ alerts }: SystemState): readonly Document[] {
  return alerts === undefined ? [] : [{ key: ALERTS_KEY, body: alerts }];
}
