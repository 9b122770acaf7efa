import { type Alert, alertsSet, setAlerts, zonesShown } from '../../shared/contracts/gbfs/gbfs.ts';
import { FLEET, type Zones, zonesSet } from '../../shared/contracts/rentals/zones.ts';
import type { Instant } from '../../shared/kernel/time.ts';
import type { Deciders } from '../../shared/runtime/deciders.ts';
import type { Document, FactOf } from '../../shared/runtime/domain.ts';
import type { SystemMessage } from './messages.ts';

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

export type SystemEvent = FactOf<typeof alertsSet | typeof zonesShown>;

export const ALERTS_KEY = 'alerts';
export const ZONES_KEY = 'zones';

export const systemDeciders: Deciders<SystemState, SystemMessage, SystemEvent> = {
  [zonesSet.type]: (_, { data: { zones } }) => ({
    kind: 'accept',
    events: [zonesShown({ fleet: FLEET, zones })],
  }),
  [setAlerts.type]: (_, { data: { alerts } }, { now }) => ({
    kind: 'accept',
    events: [alertsSet({ fleet: FLEET, alerts, time: now })],
    result: { alerts },
  }),
};

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
