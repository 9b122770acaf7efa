import type { Usage } from '../../../shared/contracts/billing/usage.ts';
import { type TableRow, tableOf } from '../../../shared/kernel/delimited-text.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { clockOf, HOUR_MS } from '../../../shared/kernel/time-zone.ts';

/**
 * Taxi rides as a usage. A ride has a local pick-up and drop-off time, a distance in miles, the metered fare, and zones. It
 * does not say how long the cab was slow or stopped, for which a meter charges by time. That is estimated: at the assumed
 * speed the distance takes so long, and the rest of the time was slow.
 */
export interface Ride {
  readonly line: number;
  readonly usage: Usage;
  /** Cents of the metered fare, without surcharges, tip and tolls. */
  readonly fare: number;
  /** Cents of what the passenger paid besides: surcharges. Undefined when the file does not have it. */
  readonly surcharges: number | undefined;
}

export interface BadRide {
  readonly line: number;
  readonly reason: string;
}

const MILE_METRES = 1609.344;
const REQUIRED = ['pickup', 'dropoff', 'distance', 'fare'] as const;

/** The columns that every ride needs and the file does not have. */
export function missingColumns(text: string): readonly string[] {
  const { columns } = tableOf(text.split('\n', 1)[0] ?? '', ',');
  return REQUIRED.filter((name) => !columns.includes(name));
}

export function ridesIn(text: string, timeZone: string, movingMph: number): readonly (Ride | BadRide)[] {
  return tableOf(text, ',').rows.map((row) => {
    const ride = rideOf(row, timeZone, movingMph);
    return typeof ride === 'string' ? { line: row.line, reason: ride } : ride;
  });
}

/** The ride, or what is wrong with the row. */
function rideOf({ line, cells, isWhole }: TableRow, timeZone: string, movingMph: number): Ride | string {
  if (!isWhole) return 'It does not have as many cells as the heading.';
  const from = timeOf(cells['pickup'], timeZone);
  if (from === undefined) return `The pick-up ${quoted(cells['pickup'])} is not a time.`;
  const to = timeOf(cells['dropoff'], timeZone);
  if (to === undefined) return `The drop-off ${quoted(cells['dropoff'])} is not a time.`;
  const miles = numberOf(cells['distance']);
  if (miles === undefined) return `The distance ${quoted(cells['distance'])} is not a number.`;
  const fare = numberOf(cells['fare']);
  if (fare === undefined) return `The fare ${quoted(cells['fare'])} is not a number.`;
  // Trip records take a fare back in a row of its own. That is no second ride.
  if (fare < 0) return `The fare ${quoted(cells['fare'])} is less than 0: it was given back.`;
  const [tip, tolls, total] = [numberOf(cells['tip']), numberOf(cells['tolls']), numberOf(cells['total'])];
  const isComplete = tip !== undefined && tolls !== undefined && total !== undefined;
  return {
    line,
    usage: {
      periods: periodsOf(from, to, miles, movingMph),
      startZones: zonesOf(cells['pickup_zone'], cells['pickup_borough']),
      endZones: zonesOf(cells['dropoff_zone'], cells['dropoff_borough']),
      options: [],
    },
    fare: cents(fare),
    surcharges: isComplete ? cents(total) - cents(fare) - cents(tip) - cents(tolls) : undefined,
  };
}

function periodsOf(from: number, to: number, miles: number, movingMph: number): Usage['periods'] {
  const moving = Math.round((miles / movingMph) * HOUR_MS);
  const stopped = Math.max(from, Math.min(to, from + moving));
  const found = { startedAt: 'measured', endedAt: 'estimated', distanceMetres: 'measured' } as const;
  // An end before the start stays as it is: the engine refuses it with its reason.
  const end = to < from ? to : stopped;
  return [
    {
      kind: 'driving',
      startedAt: instant(from),
      endedAt: instant(end),
      // Miles of two decimals are whole micrometres.
      distanceMetres: Math.round(miles * MILE_METRES * 1e6) / 1e6,
      found,
    },
    ...(to > end
      ? [
          {
            kind: 'paused' as const,
            startedAt: instant(end),
            endedAt: instant(to),
            distanceMetres: 0,
            found: { startedAt: 'estimated', endedAt: 'measured', distanceMetres: 'measured' } as const,
          },
        ]
      : []),
  ];
}

const quoted = (text: string | undefined): string => JSON.stringify(text ?? '');
const cents = (amount: number): number => Math.round(amount * 100);

function timeOf(text: string | undefined, timeZone: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d$/.test(text ?? '')) return undefined;
  const local = (text ?? '').replace(' ', 'T');
  const wall = Date.parse(`${local}Z`);
  // A day that its month does not have is read as one of the next month.
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 19) !== local) return undefined;
  return clockOf(timeZone).timeAt(wall);
}

function numberOf(text: string | undefined): number | undefined {
  return /^-?\d+(\.\d+)?$/.test((text ?? '').trim()) ? Number(text) : undefined;
}

/** A zone and its borough as ids: `Penn Station/Madison Sq West` is `penn-station-madison-sq-west`. */
function zonesOf(...names: readonly (string | undefined)[]): string[] {
  return names.flatMap((name) => {
    const id = (name ?? '')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 40);
    return id === '' ? [] : [id];
  });
}
