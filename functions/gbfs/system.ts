import type { TariffsInForce } from '../../shared/contracts/billing/tariffs-in-force.ts';
import { alertsSet, setAlerts, tariffsShown, zonesShown } from '../../shared/contracts/gbfs/gbfs.ts';
import { tariffsKnown } from '../../shared/contracts/rentals/tariffs.ts';
import { FLEET, type Zones, zonesSet } from '../../shared/contracts/rentals/zones.ts';
import type { Deciders } from '../../shared/runtime/deciders.ts';
import type { EventOf } from '../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../shared/runtime/read-model.ts';
import type { SystemMessage } from './messages.ts';
import { alerts, type ShownAlerts, tariffs, zones } from './read-models.ts';

/** What the public knows of the system as a whole. */
export interface SystemState {
  readonly kind: 'system';
  readonly alerts?: ShownAlerts;
  readonly zones?: Zones;
  readonly tariffs?: TariffsInForce;
}

export type SystemEvent = EventOf<typeof alertsSet | typeof zonesShown | typeof tariffsShown>;

export const systemDeciders: Deciders<SystemState, SystemMessage, SystemEvent> = {
  [zonesSet.type]: (_, { data }) => ({
    kind: 'accept',
    events: [zonesShown({ fleet: FLEET, zones: data.zones })],
  }),
  [tariffsKnown.type]: (_, { data }) => ({
    kind: 'accept',
    events: [tariffsShown({ fleet: FLEET, tariffs: data.tariffs })],
  }),
  [setAlerts.type]: (_, { data }, { now }) => ({
    kind: 'accept',
    events: [alertsSet({ fleet: FLEET, alerts: data.alerts, time: now })],
    result: { alerts: data.alerts },
  }),
};

export function evolveSystem(system: SystemState, event: SystemEvent): SystemState {
  if (event.type === 'gbfs.zones-shown.v1') return { ...system, zones: event.data.zones };
  if (event.type === 'gbfs.tariffs-shown.v1') return { ...system, tariffs: event.data.tariffs };
  const { alerts: set, time } = event.data;
  return { ...system, alerts: { alerts: set, time } };
}

export function systemItems({
  alerts: shown,
  zones: drawn,
  tariffs: known,
}: SystemState): readonly ReadModelItem[] {
  return [
    ...(shown === undefined ? [] : [alerts({}, shown)]),
    ...(drawn === undefined ? [] : [zones({}, drawn)]),
    ...(known === undefined ? [] : [tariffs({}, known)]),
  ];
}
