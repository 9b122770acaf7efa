import { Array as List, Literal, Object as Obj, Optional, type Static, String as Str, Union } from 'typebox';
import { exampleId, idPattern } from '../../kernel/ids.ts';
import { TariffsInForce } from '../billing/tariffs-in-force.ts';
import { command, event, route } from '../define.ts';
import { strict, Time, Vin } from '../fields.ts';
import { carOffered } from '../rentals/availability.ts';
import { tariffsKnown } from '../rentals/tariffs.ts';
import { FLEET, Zones, zonesSet } from '../rentals/zones.ts';
import { commandsTopic, eventsTopic } from '../room-topics.ts';

/** The gbfs room: what the public may know about the fleet. The documents of the feed are in `feed.ts`. */

export const gbfsCommands = commandsTopic('gbfs', {
  description: 'What operators publish',
  key: 'fleet',
});

export const gbfsEvents = eventsTopic('gbfs', {
  description: 'What the feed shows of each vehicle (key: VIN) and of the system (key: fleet)',
  key: 'VIN, or fleet for alerts, tariffs and zones',
});

/** The public id of a vehicle. A used vehicle gets a new random id, so that it cannot be followed. */
export const VehicleId = Str({ pattern: idPattern('veh') });

const Fleet = Literal(FLEET);
const vin = 'WRS00001X0T000001';
const time = '2026-01-31T09:30:00.000Z';
const { time: _time, plate: _plate, model, ...shown } = carOffered.data.properties;

const IN_PUBLIC_FEED = { nobody: 'is for the public feed, which says itself how long it counts' } as const;

export const vehicleShown = event({
  type: 'gbfs.vehicle-shown.v1',
  topic: gbfsEvents,
  description: 'The feed shows the vehicle: it can be rented',
  key: 'vin',
  heardBy: IN_PUBLIC_FEED,
  data: Obj({ ...shown, model, vehicleId: VehicleId }, strict),
  example: {
    vin,
    vehicleId: exampleId('veh'),
    model: 'Roadster E',
    position: { latitude: 42.5, longitude: 1.52 },
    positionTime: time,
    chargePercent: 80,
  },
});

export const vehicleHidden = event({
  type: 'gbfs.vehicle-hidden.v1',
  topic: gbfsEvents,
  description: 'The feed no longer shows the vehicle: it cannot be rented',
  key: 'vin',
  heardBy: IN_PUBLIC_FEED,
  data: Obj({ vin: Vin }, strict),
  example: { vin },
});

export const vehicleUsed = event({
  type: 'gbfs.vehicle-used.v1',
  topic: gbfsEvents,
  description: 'The vehicle has been driven: the feed will show it under another id',
  key: 'vin',
  heardBy: IN_PUBLIC_FEED,
  data: Obj({ vin: Vin }, strict),
  example: { vin },
});

export const zonesShown = event({
  type: 'gbfs.zones-shown.v1',
  topic: gbfsEvents,
  description: 'The feed shows these zones from now on',
  key: 'fleet',
  heardBy: IN_PUBLIC_FEED,
  data: Obj({ fleet: Fleet, zones: Zones }, strict),
  example: { fleet: FLEET, zones: zonesSet.example.zones },
});

export const tariffsShown = event({
  type: 'gbfs.tariffs-shown.v1',
  topic: gbfsEvents,
  description: 'The feed shows the plans of these tariffs from now on',
  key: 'fleet',
  heardBy: IN_PUBLIC_FEED,
  data: Obj({ fleet: Fleet, tariffs: TariffsInForce }, strict),
  example: { fleet: FLEET, tariffs: tariffsKnown.example.tariffs },
});

/** An alert for riders. */
export const Alert = Obj(
  {
    alertId: Str({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$' }),
    type: Union([Literal('system_closure'), Literal('other')]),
    summary: Str({ minLength: 1, maxLength: 200 }),
    description: Optional(Str({ minLength: 1, maxLength: 2000 })),
    start: Optional(Time),
    end: Optional(Time),
  },
  strict,
);
export type Alert = Static<typeof Alert>;

const Alerts = List(Alert, { maxItems: 50 });
const alert: Alert = {
  alertId: 'snow',
  type: 'other',
  summary: 'Snow on the pass: winter tyres are compulsory',
  end: '2026-02-02T00:00:00Z',
};

export const setAlerts = command({
  type: 'gbfs.set-alerts.v1',
  topic: gbfsCommands,
  description: 'An operator replaces all alerts',
  key: 'fleet',
  expiresAfterSeconds: 60,
  data: Obj({ fleet: Fleet, alerts: Alerts }, strict),
  example: { fleet: FLEET, alerts: [alert] },
});

export const alertsSet = event({
  type: 'gbfs.alerts-set.v1',
  topic: gbfsEvents,
  description: 'The feed shows these alerts from now on',
  key: 'fleet',
  heardBy: IN_PUBLIC_FEED,
  data: Obj({ fleet: Fleet, alerts: Alerts, time: Time }, strict),
  example: { fleet: FLEET, alerts: [alert], time },
});

export const putAlerts = route({
  id: 'putAlerts',
  method: 'PUT',
  path: '/v1/alerts',
  summary: 'Replace the alerts for riders',
  description:
    'Replaces all alerts. The GBFS feed shows each one until its end, so every app that finds cars can show it.',
  principals: ['operator'],
  body: Obj({ alerts: Alerts }, strict),
  bodyExample: { alerts: [alert] },
  command: setAlerts,
  success: {
    status: 200,
    description: 'They are shown from now on',
    body: Obj({ alerts: Alerts }, strict),
    example: { alerts: [alert] },
  },
  errors: [],
});
