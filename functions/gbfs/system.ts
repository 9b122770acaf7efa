import { type Alert, alertsSet, type setAlerts, zonesShown } from '../../shared/contracts/gbfs/gbfs.ts';
import { FLEET, type Zones, type zonesSet } from '../../shared/contracts/rentals/zones.ts';
import type { Instant } from '../../shared/kernel/time.ts';
import type { Context, Decision, Document, FactOf, MessageOf } from '../../shared/runtime/domain.ts';

/** What the public knows of the system as a whole. */
export interface SystemState {
  readonly kind: 'system';
  readonly alerts?: ShownAlerts;
  readonly zones?: Zones;
}

export interface ShownAlerts {
  readonly alerts: readonly Alert[];
  readonly time: Instant;
}

export type SystemMessage = MessageOf<typeof setAlerts | typeof zonesSet>;
export type SystemEvent = FactOf<typeof alertsSet | typeof zonesShown>;

export const ALERTS_KEY = 'alerts';
export const ZONES_KEY = 'zones';

export function decideSystem(
  _: SystemState,
  message: SystemMessage,
  { now }: Context,
): Decision<SystemEvent> {
  if (message.type === 'rentals.zones-set.v1') {
    const { zones } = message.data;
    return { kind: 'accept', events: [zonesShown({ fleet: FLEET, zones })] };
  }
  const { alerts } = message.data;
  return {
    kind: 'accept',
    events: [alertsSet({ fleet: FLEET, alerts, time: now })],
    result: { alerts },
  };
}

export function evolveSystem(system: SystemState, event: SystemEvent): SystemState {
  if (event.type === 'gbfs.zones-shown.v1') return { ...system, zones: event.data.zones };
  const { alerts, time } = event.data;
  return { ...system, alerts: { alerts, time } };
}

export function systemDocuments({ alerts, zones }: SystemState): readonly Document[] {
  return [
    ...(alerts === undefined ? [] : [{ key: ALERTS_KEY, body: alerts }]),
    ...(zones === undefined ? [] : [{ key: ZONES_KEY, body: zones }]),
  ];
}
