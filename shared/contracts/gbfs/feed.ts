import {
  Boolean as Bool,
  Integer,
  Array as List,
  Literal,
  Number as Num,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  type TSchema,
  Union,
  Unsafe,
} from 'typebox';
import { exampleId } from '../../kernel/ids.ts';
import { TariffId } from '../billing/tariff-management.ts';
import { route } from '../define.ts';
import { strict, Time } from '../fields.ts';
import { ModelId, Propulsion } from '../rentals/vehicle-models.ts';
import { VehicleId } from './gbfs.ts';

/**
 * The public feed: the parts of GBFS 3.0 (General Bikeshare Feed Specification, MobilityData) that apply here. It needs
 * no token. Names and shapes are the specification's.
 */

export const GBFS_VERSION = '3.0';
/** The language of all texts for people. */
export const LANGUAGE = 'en';

/** How long a document is up to date. The specification lets vehicles be at most five minutes behind. */
export const VEHICLES_TTL_SECONDS = 60;
const SYSTEM_TTL_SECONDS = 300;

const texts = List(Obj({ text: Str(), language: Literal(LANGUAGE) }, strict));
export type Texts = Static<typeof texts>;

const header = { last_updated: Time, ttl: Integer({ minimum: 0 }), version: Literal(GBFS_VERSION) };

const FEEDS = [
  'system_information',
  'vehicle_types',
  'vehicle_status',
  'geofencing_zones',
  'system_pricing_plans',
  'system_alerts',
] as const;
const FeedName = Unsafe<(typeof FEEDS)[number]>({ type: 'string', enum: [...FEEDS] });

/** A document of the feed. */
function feed<const Name extends 'gbfs' | (typeof FEEDS)[number], Data extends TSchema>(
  name: Name,
  contract: {
    readonly id: string;
    readonly summary: string;
    readonly ttl: number;
    readonly data: Data;
    readonly example: Static<Data>;
  },
) {
  const { id, summary, ttl, data, example } = contract;
  return route({
    id,
    method: 'GET',
    path: `/gbfs/3/${name}.json`,
    summary,
    description: `Public. Caches may keep it for as long as \`cache-control\` says, at most ${ttl} s.`,
    principals: [],
    keptSeconds: ttl,
    success: {
      status: 200,
      description: `\`${name}.json\` of GBFS ${GBFS_VERSION}`,
      body: Obj({ ...header, data }, strict),
      example: { last_updated: '2026-01-31T09:30:00.000Z', ttl, version: GBFS_VERSION, data: example },
    },
    errors: [],
  });
}

export const getGbfs = feed('gbfs', {
  id: 'getGbfs',
  summary: 'Where the documents of the public feed are',
  ttl: SYSTEM_TTL_SECONDS,
  data: Obj({ feeds: List(Obj({ name: FeedName, url: Str() }, strict)) }, strict),
  example: {
    feeds: [{ name: 'vehicle_status', url: 'https://api.example/gbfs/3/vehicle_status.json' }],
  },
});
export const feedNames: readonly (typeof FEEDS)[number][] = FEEDS;

const SystemInformation = Obj(
  {
    system_id: Str(),
    languages: List(Literal(LANGUAGE)),
    name: texts,
    operator: texts,
    opening_hours: Str(),
    start_date: Str(),
    feed_contact_email: Str(),
    timezone: Str(),
    license_id: Str(),
  },
  strict,
);
export type SystemInformation = Static<typeof SystemInformation>;

export const getSystemInformation = feed('system_information', {
  id: 'getSystemInformation',
  summary: 'Who runs the system, and where',
  ttl: SYSTEM_TTL_SECONDS,
  data: SystemInformation,
  example: {
    system_id: 'roadstream_andorra',
    languages: ['en'],
    name: [{ text: 'Roadstream', language: 'en' }],
    operator: [{ text: 'Roadstream', language: 'en' }],
    opening_hours: '24/7',
    start_date: '2026-01-01',
    feed_contact_email: 'feeds@roadstream.example',
    timezone: 'Europe/Andorra',
    license_id: 'CC0-1.0',
  },
});

const VehicleType = Obj(
  {
    vehicle_type_id: ModelId,
    form_factor: Literal('car'),
    rider_capacity: Integer({ minimum: 1 }),
    propulsion_type: Propulsion,
    max_range_meters: Integer({ minimum: 0 }),
    name: texts,
    make: texts,
    model: texts,
    wheel_count: Literal(4),
    return_constraint: Literal('free_floating'),
    /** Absent while no tariff is in force. */
    default_pricing_plan_id: Optional(TariffId),
    pricing_plan_ids: Optional(List(TariffId, { minItems: 1 })),
  },
  strict,
);
export type VehicleType = Static<typeof VehicleType>;

const text = (of: string): Texts => [{ text: of, language: LANGUAGE }];

export const getVehicleTypes = feed('vehicle_types', {
  id: 'getVehicleTypes',
  summary: 'The models of the fleet',
  ttl: SYSTEM_TTL_SECONDS,
  data: Obj({ vehicle_types: List(VehicleType) }, strict),
  example: {
    vehicle_types: [
      {
        vehicle_type_id: 'roadster-e',
        form_factor: 'car',
        rider_capacity: 2,
        propulsion_type: 'electric',
        max_range_meters: 225_000,
        name: text('Roadster E'),
        make: text('Roadstream'),
        model: text('Roadster E'),
        wheel_count: 4,
        return_constraint: 'free_floating',
        default_pricing_plan_id: 'city-2026',
        pricing_plan_ids: ['city-2026'],
      },
    ],
  },
});

const PublicVehicle = Obj(
  {
    vehicle_id: VehicleId,
    lat: Num({ minimum: -90, maximum: 90 }),
    lon: Num({ minimum: -180, maximum: 180 }),
    is_reserved: Literal(false),
    is_disabled: Literal(false),
    vehicle_type_id: ModelId,
    last_reported: Time,
    current_range_meters: Integer({ minimum: 0 }),
    current_fuel_percent: Num({ minimum: 0, maximum: 1 }),
  },
  strict,
);
export type PublicVehicle = Static<typeof PublicVehicle>;

export const getVehicleStatus = feed('vehicle_status', {
  id: 'getVehicleStatus',
  summary: 'The cars that can be rented now',
  ttl: VEHICLES_TTL_SECONDS,
  data: Obj({ vehicles: List(PublicVehicle) }, strict),
  example: {
    vehicles: [
      {
        vehicle_id: exampleId('veh'),
        lat: 42.5,
        lon: 1.52,
        is_reserved: false,
        is_disabled: false,
        vehicle_type_id: 'roadster-e',
        last_reported: '2026-01-31T09:25:00.000Z',
        current_range_meters: 180_000,
        current_fuel_percent: 0.8,
      },
    ],
  },
});

const Rule = Obj(
  { ride_start_allowed: Bool(), ride_end_allowed: Bool(), ride_through_allowed: Bool() },
  strict,
);
export type Rule = Static<typeof Rule>;
const Ring = List(List(Num(), { minItems: 2, maxItems: 2 }), { minItems: 4 });
const GeofencingZone = Obj(
  {
    type: Literal('Feature'),
    geometry: Obj({ type: Literal('MultiPolygon'), coordinates: List(List(Ring)) }, strict),
    properties: Obj({ name: texts, rules: List(Rule) }, strict),
  },
  strict,
);
export type GeofencingZone = Static<typeof GeofencingZone>;

const Geofencing = Obj(
  {
    geofencing_zones: Obj({ type: Literal('FeatureCollection'), features: List(GeofencingZone) }, strict),
    global_rules: List(Rule),
  },
  strict,
);
export type Geofencing = Static<typeof Geofencing>;

export const getGeofencingZones = feed('geofencing_zones', {
  id: 'getGeofencingZones',
  summary: 'Where rentals may end',
  ttl: VEHICLES_TTL_SECONDS,
  data: Geofencing,
  example: {
    geofencing_zones: { type: 'FeatureCollection', features: [] },
    global_rules: [{ ride_start_allowed: true, ride_end_allowed: true, ride_through_allowed: true }],
  },
});

const Pricing = List(
  Obj({ start: Integer(), end: Optional(Integer()), rate: Num(), interval: Integer() }, strict),
);
const PricingPlan = Obj(
  {
    plan_id: TariffId,
    name: texts,
    description: texts,
    currency: Str(),
    price: Num({ minimum: 0 }),
    is_taxable: Bool(),
    per_min_pricing: Pricing,
    per_km_pricing: Pricing,
  },
  strict,
);
export type PricingPlan = Static<typeof PricingPlan>;

export const getPricingPlans = feed('system_pricing_plans', {
  id: 'getPricingPlans',
  summary: 'What driving costs',
  ttl: SYSTEM_TTL_SECONDS,
  data: Obj({ plans: List(PricingPlan) }, strict),
  example: {
    plans: [
      {
        plan_id: 'city-2026',
        name: text('City'),
        description: text('1.00 € for the unlocking, 0.29 € a minute.'),
        currency: 'EUR',
        price: 1,
        is_taxable: false,
        per_min_pricing: [{ start: 0, rate: 0.29, interval: 1 }],
        per_km_pricing: [],
      },
    ],
  },
});

const PublicAlert = Obj(
  {
    alert_id: Str(),
    type: Union([Literal('system_closure'), Literal('other')]),
    times: Optional(List(Obj({ start: Time, end: Optional(Time) }, strict))),
    summary: texts,
    description: Optional(texts),
    last_updated: Time,
  },
  strict,
);
export type PublicAlert = Static<typeof PublicAlert>;

export const getAlerts = feed('system_alerts', {
  id: 'getAlerts',
  summary: 'Alerts for riders',
  ttl: VEHICLES_TTL_SECONDS,
  data: Obj({ alerts: List(PublicAlert) }, strict),
  example: {
    alerts: [
      {
        alert_id: 'snow',
        type: 'other',
        summary: text('Snow on the pass: winter tyres are compulsory'),
        last_updated: '2026-01-31T09:30:00.000Z',
      },
    ],
  },
});

/** All routes of the feed. */
export const feedRoutes = [
  getGbfs,
  getSystemInformation,
  getVehicleTypes,
  getVehicleStatus,
  getGeofencingZones,
  getPricingPlans,
  getAlerts,
] as const;
