import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuthority } from '../../../local/cloud/core/authority.ts';
import type { FleetConfiguration } from '../../../local/simulator/configuration.ts';
import { type Fleet, startFleet } from '../../../local/simulator/fleet.ts';
import type { FleetNote } from '../../../local/simulator/fleet-journal.ts';
import type { CarCommand, CarEvent, Sample } from '../../../shared/contracts/car/car.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { Broker, eventually, Workshop } from './broker.ts';
import { createPlatformKey } from './key-protocol/platform-key.ts';

const platform = createPlatformKey();
let workshop: Workshop;
let broker: Broker;
let fleets: Fleet[];
let notes: FleetNote[];

beforeEach(async () => {
  workshop = await Workshop.open(3);
  broker = new Broker(workshop.authority);
  await broker.start();
  fleets = [];
  notes = [];
});
afterEach(async () => {
  await Promise.all(fleets.map((fleet) => fleet.stop()));
  await broker.stop();
  workshop.close();
});

async function start(changes: Partial<FleetConfiguration> = {}): Promise<Fleet> {
  const configuration = { ...workshop.configuration(broker, platform), ...changes };
  const fleet = await startFleet(configuration, { takeNote: (note) => notes.push(note) });
  fleets.push(fleet);
  return fleet;
}

/** The first car alone, connected. */
async function startOne(changes: Partial<FleetConfiguration> = {}) {
  const fleet = await start({ cars: workshop.cars.slice(0, 1), ...changes });
  await fleet.allConnected;
  const { vin } = car(fleet);
  const events = () => broker.on(`cars/${vin}/events`) as CarEvent[];
  const samples = () => broker.on(`$aws/rules/telemetry_rule/cars/${vin}/telemetry`) as Sample[];
  const receipt = (next: number) =>
    broker.send(`cars/${vin}/receipts`, JSON.stringify({ log: car(fleet).log, lane: 'normal', next }));
  await eventually(() => expect(events()).toHaveLength(1));
  return { fleet, vin, events, samples, receipt };
}

function car(fleet: Fleet) {
  const [first] = fleet.cars;
  if (first === undefined) throw new Error('a fleet without cars');
  return first;
}

const notOnTheCurve = {
  version: 1,
  keys: [{ ...platform.trusted, x: 'A'.repeat(43), y: 'A'.repeat(43) }],
};

let serial = 0;
function order(fleet: Fleet, changes: Partial<CarCommand> = {}): Promise<void> {
  serial += 1;
  const { vin, session, counter } = car(fleet);
  const command: CarCommand = {
    id: derivedId('cmd', serial),
    vin,
    action: 'unlock',
    booking: derivedId('rnt', 1),
    session,
    counter: counter + 1,
    issued: instant(Date.now()),
    expires: instant(Date.now() + 50_000),
    ...changes,
  };
  return broker.send(`cars/${vin}/commands`, platform.sign(command));
}

describe('a fleet', () => {
  it('connects each car by MQTT 3.1.1 with a clean session, its VIN and its own certificate', async () => {
    const fleet = await start();
    await fleet.allConnected;
    const vins = workshop.cars.map(({ vin }) => vin);
    expect(broker.connects.map(({ clientId }) => clientId).toSorted()).toEqual(vins.toSorted());
    expect(broker.connects.every((packet) => packet.clean && packet.protocolVersion === 4)).toBe(true);
    const own = workshop.cars.map(
      ({ certificatePath }) => new X509Certificate(readFileSync(certificatePath)).fingerprint256,
    );
    expect(broker.certificates.toSorted()).toEqual(own.toSorted());
    expect(fleet.cars.every(({ connected }) => connected)).toBe(true);
  });

  it('lets each car speak on its own topics only, and introduce itself', async () => {
    const fleet = await start();
    await eventually(() =>
      expect(broker.published.filter(({ topic }) => topic.endsWith('/events'))).toHaveLength(3),
    );
    await eventually(() => expect(broker.published).toHaveLength(6));
    for (const { clientId, topic, payload } of broker.published) {
      expect([`cars/${clientId}/events`, `$aws/rules/telemetry_rule/cars/${clientId}/telemetry`]).toContain(
        topic,
      );
      if (!topic.startsWith('cars/')) continue;
      const { session } = fleet.cars.find(({ vin }) => vin === clientId) ?? {};
      expect(payload).toMatchObject({ seq: 1, type: 'connected', data: { session, counter: 0 } });
    }
  });

  it('obeys a command that comes by MQTT, and answers', async () => {
    const { fleet, events, samples } = await startOne();
    await order(fleet);
    await eventually(() => expect(events()).toHaveLength(2));
    expect(events()[1]).toMatchObject({ seq: 2, type: 'command-result', data: { result: 'executed' } });
    await eventually(() => expect(samples().at(-1)).toMatchObject({ locked: false }));
    expect(car(fleet)).toMatchObject({ locked: false, counter: 1, results: [{ result: 'executed' }] });
  });

  it('forgets what a receipt covers, and only that', async () => {
    const { fleet, receipt } = await startOne();
    await order(fleet);
    await eventually(() => expect(car(fleet).pending).toBe(2));
    await receipt(2);
    await eventually(() => expect(car(fleet).pending).toBe(1));
    await receipt(3);
    await eventually(() => expect(car(fleet).pending).toBe(0));
  });

  it('keeps events in a tunnel, and sends them when it comes out', async () => {
    const { fleet, vin, events, receipt } = await startOne();
    await order(fleet);
    await eventually(() => expect(events()).toHaveLength(2));
    await receipt(2);
    await eventually(() => expect(car(fleet).pending).toBe(1));
    fleet.control(vin, 'offline');
    await eventually(() => expect(car(fleet).connected).toBe(false));
    fleet.control(vin, 'drive');
    fleet.control(vin, 'park');
    expect(car(fleet)).toMatchObject({ pending: 3, connected: false });
    fleet.control(vin, 'online');
    await eventually(() => expect(events()).toHaveLength(6));
    const back = events().slice(2);
    expect(back.map(({ seq, type }) => [seq, type])).toEqual([
      [2, 'command-result'],
      [3, 'started'],
      [4, 'parked'],
      [5, 'connected'],
    ]);
  });

  it('comes back by itself when the broker does', async () => {
    const fleet = await start();
    await fleet.allConnected;
    await broker.stop();
    await eventually(() => expect(fleet.cars.some(({ connected }) => connected)).toBe(false));
    broker.published.length = 0;
    await broker.start();
    await eventually(() => expect(fleet.cars.every(({ connected }) => connected)).toBe(true));
    await eventually(() =>
      expect(broker.published.filter(({ payload }) => (payload as CarEvent).seq === 2)).toHaveLength(3),
    );
    expect(notes.filter(({ note }) => note === 'disconnected')).toHaveLength(3);
  });

  it('lives in the platform’s time', async () => {
    const { fleet, events } = await startOne();
    await order(fleet);
    await eventually(() => expect(car(fleet).locked).toBe(false));
    const real = Date.now();
    fleet.follow({ realStart: real, start: real + 7_200_000, scale: 1 });
    await eventually(() => expect(events().map(({ type }) => type)).toContain('parked'));
    await order(fleet, { action: 'lock' });
    await eventually(() => expect(events().at(-1)?.data).toMatchObject({ fault: 'EXPIRED' }));
    expect(Date.parse(events().at(-1)?.time ?? '')).toBeGreaterThanOrEqual(real + 7_200_000);
  });

  it('goes at the platform’s pace', async () => {
    const real = Date.now();
    const { samples } = await startOne({ clock: { realStart: real, start: real, scale: 20 } });
    await eventually(() => expect(samples().length).toBeGreaterThanOrEqual(2));
    const times = samples().map(({ time }) => Date.parse(time));
    const pauses = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(9_999);
    expect((times.at(-1) ?? 0) - real).toBeGreaterThan(29_000);
  });

  it('sends its events twice and the newest first when it is told to', async () => {
    const { fleet, vin, events } = await startOne();
    fleet.control(vin, 'offline');
    await eventually(() => expect(car(fleet).connected).toBe(false));
    fleet.control(vin, 'scramble');
    fleet.control(vin, 'online');
    await eventually(() =>
      expect(
        events()
          .slice(1)
          .map(({ seq }) => seq),
      ).toEqual([2, 2, 1, 1]),
    );
  });

  it('finds its cars as it left them when it has a store', async () => {
    const storeDirectory = join(workshop.directory, 'store');
    const { fleet, vin } = await startOne({ storeDirectory });
    await order(fleet);
    await eventually(() => expect(car(fleet).locked).toBe(false));
    fleet.control(vin, 'drive');
    await eventually(() => expect(car(fleet).odometerKm % 1).toBeGreaterThan(0.001));
    await fleet.stop();
    const before = car(fleet);
    expect(before).toMatchObject({ pending: 3, nextSeq: 4, engineOn: true });

    const again = await start({ cars: workshop.cars.slice(0, 1), storeDirectory });
    await again.allConnected;
    const after = car(again);
    const { log } = before;
    expect(after).toMatchObject({ log, nextSeq: 5, locked: false, engineOn: true, pending: 4 });
    expect(after.odometerKm).toBeGreaterThanOrEqual(before.odometerKm - 0.05);
    expect(after.session).not.toBe(before.session);
  });

  it('says STORE_UNUSABLE when what was kept is damaged', async () => {
    const storeDirectory = join(workshop.directory, 'store');
    const { fleet, vin } = await startOne({ storeDirectory });
    await fleet.stop();
    workshop.write(`store/${vin}.json`, '{"version":0}');
    await expect(start({ storeDirectory })).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
  });

  it('tells nothing to a platform whose certificate comes from somebody else', async () => {
    const { certificate } = await createAuthority();
    await start({ caPath: workshop.write('other.pem', certificate), cars: workshop.cars.slice(0, 1) });
    await eventually(() => expect(notes.map(({ note }) => note)).toContain('connection-failed'));
    expect(notes).toContainEqual(expect.objectContaining({ reason: expect.stringMatching(/certificate/) }));
    expect(broker.connects).toEqual([]);
  });

  it('takes a refused subscription for a failed connection', async () => {
    const [first] = workshop.cars;
    broker.refused.add(`cars/${first?.vin}/commands`);
    const fleet = await start({ cars: workshop.cars.slice(0, 1) });
    await eventually(() => expect(notes.map(({ note }) => note)).toContain('connection-failed'));
    expect(car(fleet).connected).toBe(false);
    broker.refused.clear();
    await eventually(() => expect(car(fleet).connected).toBe(true));
  });

  it('knows its cars', async () => {
    const { fleet } = await startOne();
    expect(() => fleet.control('WRS00001X0T999999', 'state')).toThrow(
      expect.objectContaining({ code: 'CAR_UNKNOWN' }),
    );
  });

  it.each([
    ['FILE_UNREADABLE', { roads: '/nowhere/roads.geojson' }],
    ['FILE_UNREADABLE', { caPath: '/nowhere/ca.pem' }],
    ['CONFIGURATION_INVALID', { trust: notOnTheCurve }],
  ])('does not start with %s when it is given %j', async (code, changes) => {
    await expect(start(changes)).rejects.toMatchObject({ code });
  });

  it('drives on other streets too, and says when they are not usable', async () => {
    const empty = workshop.write('roads.geojson', '{"type":"FeatureCollection","features":[]}');
    await expect(start({ roads: empty })).rejects.toMatchObject({ code: 'MAP_NO_STREETS' });
    const point = { type: 'Feature', geometry: { type: 'Point', coordinates: [9, 48] }, properties: {} };
    const elsewhere = workshop.write(
      'places.geojson',
      JSON.stringify({ type: 'FeatureCollection', features: [point] }),
    );
    await expect(start({ places: elsewhere })).rejects.toMatchObject({ code: 'MAP_PLACES_FAR_FROM_STREETS' });
    const coordinates = [
      [9, 48],
      [9.01, 48],
      [9.01, 48.01],
    ];
    const line = {
      type: 'Feature',
      geometry: { type: 'LineString', coordinates },
      properties: { highway: 'primary' },
    };
    const roads = workshop.write(
      'r.geojson',
      JSON.stringify({ type: 'FeatureCollection', features: [line] }),
    );
    const fleet = await start({ roads, places: elsewhere });
    expect(car(fleet).position).toEqual({ latitude: 48, longitude: 9 });
  });
});
