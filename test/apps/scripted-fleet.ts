import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { currentFrame, pongFrame, positionFrames } from '../../functions/realtime/frames.ts';
import { BUNDLES } from '../../infra/bundle.ts';
import { buildSite } from '../../infra/site/build.ts';
import { SITE_FILES, SITE_FOLDER } from '../../infra/site/site-files.ts';
import { SUBPROTOCOL } from '../../shared/contracts/realtime/realtime.ts';
import type { Position } from '../../shared/contracts/telemetry/telemetry.ts';
import { random } from '../../shared/kernel/random.ts';
import { instant } from '../../shared/kernel/time.ts';
import { makeVin } from '../../shared/kernel/vin.ts';
import { eventually } from './browser.ts';

/**
 * What the console needs of a platform, with as many driving cars as one likes: the built pages, a sign-in without a
 * form, the routes for cars, and a WebSocket over which each car reports every ten seconds, as real ones do.
 */

const root = resolve(import.meta.dirname, '../..');
/** Where the platform has the built pages, so that they are built once. */
const SITE = join(BUNDLES, SITE_FILES, SITE_FOLDER);

/** In the ten seconds after which a car reports again, a tenth of the fleet is sent in each. */
const SECOND_MS = 1000;
const REPORTS_EVERY_SECONDS = 10;
const PAGE = 99;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.geojson': 'application/json',
  '.svg': 'image/svg+xml',
};

interface DrivingCar {
  readonly vin: string;
  readonly plate: string;
  readonly road: readonly (readonly [number, number])[];
  /** On its road, and which way. */
  at: number;
  way: 1 | -1;
  chargePercent: number;
}

export class ScriptedFleet {
  readonly #cars: DrivingCar[];
  readonly #server = createServer((request, response) => this.#answer(request, response));
  readonly #sockets = new WebSocketServer({ server: this.#server, handleProtocols: () => SUBPROTOCOL });
  readonly #watching = new Set<WebSocket>();
  #turn = 0;
  /** Seconds in which positions were sent. */
  sent = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  private constructor(size: number) {
    this.#cars = carsOn(roads(), size);
    this.#sockets.on('connection', (socket) => {
      socket.on('message', (data: Buffer) =>
        this.#hear(socket, JSON.parse(data.toString()) as { type: string }),
      );
      socket.on('close', () => this.#watching.delete(socket));
    });
  }

  static async start(size: number): Promise<ScriptedFleet> {
    await buildSite(SITE);
    const fleet = new ScriptedFleet(size);
    fleet.#server.listen(0, '127.0.0.1');
    await once(fleet.#server, 'listening');
    fleet.#timer = setInterval(() => fleet.#drive(), SECOND_MS);
    return fleet;
  }

  /** Until positions were sent in so many more seconds. */
  async drives(seconds: number): Promise<void> {
    const until = this.sent + seconds;
    await eventually(`cars report for ${seconds} s`, () => Promise.resolve(this.sent >= until));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #hear(socket: WebSocket, { type }: { readonly type: string }): void {
    if (type === 'ping') socket.send(pongFrame(instant(Date.now())));
    if (type === 'since') socket.send(currentFrame(0));
    if (type === 'watch') this.#watching.add(socket);
  }

  /** A tenth of the cars report. */
  #drive(): void {
    if (this.#watching.size === 0) return;
    const some = this.#cars.filter(
      (_, n) => n % REPORTS_EVERY_SECONDS === this.#turn % REPORTS_EVERY_SECONDS,
    );
    this.#turn += 1;
    for (const car of some) move(car);
    const frames = positionFrames(some.map(positionOf));
    for (const socket of this.#watching) for (const frame of frames) socket.send(frame);
    this.sent += 1;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.url);
    const json = (body: unknown, status = 200): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /config.json':
        return json({
          api: this.url,
          socket: this.url,
          signIn: { url: this.url, clients: { rider: 'r', operator: 'o' } },
        });
      case 'GET /oauth2/authorize': {
        const page = url.searchParams.get('redirect_uri') ?? '';
        const state = url.searchParams.get('state') ?? '';
        response.writeHead(302, { location: `${page}?code=code&state=${state}` }).end();
        return undefined;
      }
      case 'POST /oauth2/token': {
        const claims = Buffer.from(JSON.stringify({ sub: 'olga', scope: 'roadstream/operator' })).toString(
          'base64url',
        );
        return json({ access_token: `e30.${claims}.`, refresh_token: 'r', expires_in: 3600 });
      }
      case 'POST /v1/realtime/tickets':
        return json(
          {
            ticket: `tkt_${'A'.repeat(43)}`,
            url: this.url.replace('http', 'ws'),
            protocol: SUBPROTOCOL,
            expires: instant(Date.now() + 60_000),
          },
          201,
        );
      case 'GET /v1/fleet/cars': {
        const from = Number(url.searchParams.get('cursor') ?? 0);
        const next = from + PAGE;
        return json({
          cars: this.#cars.slice(from, next).map(carOf),
          ...(next < this.#cars.length ? { cursor: String(next) } : {}),
        });
      }
      case 'GET /v1/fleet/positions': {
        const vins = new Set((url.searchParams.get('vins') ?? '').split(','));
        return json({ positions: this.#cars.filter(({ vin }) => vins.has(vin)).map(positionOf) });
      }
      case 'GET /v1/zones':
        return json({ type: 'FeatureCollection', features: [] });
      default:
        return this.#page(url.pathname, response);
    }
  }

  #page(path: string, response: ServerResponse): void {
    const file = join(SITE, path.endsWith('/') ? `${path}index.html` : path);
    if (!file.startsWith(SITE) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response
      .writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
      .end(readFileSync(file));
  }
}

type Road = DrivingCar['road'];

function roads(): readonly Road[] {
  const file = join(root, 'local/simulator/data/andorra-roads.geojson');
  const { features } = JSON.parse(readFileSync(file, 'utf8')) as {
    features: readonly { readonly geometry: { readonly coordinates: Road } }[];
  };
  return features.map(({ geometry }) => geometry.coordinates).filter(({ length }) => length > 1);
}

function carsOn(streets: readonly Road[], size: number): DrivingCar[] {
  const chance = random('scripted fleet', 1);
  return Array.from({ length: size }, (_, n) => {
    const road = chance.pick(streets);
    return {
      vin: makeVin('WRS', '00001', n + 1),
      plate: `AND ${1001 + n}`,
      road,
      at: chance.integer(road.length),
      way: 1,
      chargePercent: 90,
    };
  });
}

function move(car: DrivingCar): void {
  car.chargePercent = car.chargePercent > 20 ? car.chargePercent - 1 : 90;
  const next = car.at + car.way;
  if (next >= 0 && next < car.road.length) car.at = next;
  else car.way = car.way === 1 ? -1 : 1;
}

const carOf = ({ vin, plate }: DrivingCar): object => ({
  vin,
  plate,
  model: 'Roadster E',
  state: 'IN_USE',
  free: false,
});

function positionOf({ vin, road, at, way, chargePercent }: DrivingCar): Position {
  const [longitude, latitude] = road[at] ?? [1.5, 42.5];
  return {
    vin,
    time: instant(Date.now()),
    position: { latitude, longitude, accuracyMetres: 4, headingDegrees: (at * 37 + way * 90 + 360) % 360 },
    speedKmh: 43.2,
    chargePercent,
    odometerKm: 18230.4,
    engineOn: true,
    locked: false,
  };
}
