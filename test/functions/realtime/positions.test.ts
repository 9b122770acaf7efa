import '../../../shared/contracts/compile.ts';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type * as Connections from '../../../functions/realtime/connections.ts';
import { positionFrames } from '../../../functions/realtime/frames.ts';
import { positionsIn } from '../../../functions/realtime/positions.ts';
import type { SocketEvent, SocketResult } from '../../../functions/realtime/socket-event.ts';
import { positionExample } from '../../../shared/contracts/telemetry/telemetry.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { makeVin } from '../../../shared/kernel/vin.ts';
import {
  type BatchResponse,
  type KafkaEvent,
  type RawRecord,
  recordOf,
} from '../../../shared/runtime/kafka/records.ts';
import { sharedEngine } from '../../engines/shared.ts';
import { roomTable } from '../room-table.ts';

/** Positions, from what cars report to the screens of operators who watch. */

const vin = makeVin('WRS', '00001', 1);
const place = { latitude: 42.5, longitude: 1.5 };
const base64 = (text: string): string => Buffer.from(text).toString('base64');

let offset = 0;
function reading(payload: unknown, arrived: number, key = vin): RawRecord {
  offset += 1;
  const value = base64(typeof payload === 'string' ? payload : JSON.stringify(payload));
  return { topic: 'cars.telemetry', partition: 0, offset, timestamp: arrived, key: base64(key), value };
}
const before = (now: number, ms: number): string => instant(now - ms);

describe('positions', () => {
  const now = Date.parse('2026-01-31T09:30:00.000Z');
  const of = (...records: RawRecord[]) => positionsIn(records.map(recordOf), now);

  it('are one for each car, with its newest values', () => {
    const other = makeVin('WRS', '00001', 2);
    const positions = of(
      reading({ time: before(now, 2000), position: place, chargePercent: 60, locked: false }, now),
      reading({ time: before(now, 1000), position: { ...place, headingDegrees: 87 }, speedKmh: 43.2 }, now),
      reading({ time: before(now, 3000), position: { latitude: 1, longitude: 1 }, odometerKm: 7 }, now),
      reading({ time: before(now, 500), position: place }, now, other),
    );
    expect(positions).toEqual([
      {
        vin,
        time: before(now, 1000),
        position: { ...place, headingDegrees: 87 },
        speedKmh: 43.2,
        chargePercent: 60,
        odometerKm: 7,
        locked: false,
      },
      { vin: other, time: before(now, 500), position: place },
    ]);
  });

  it('are of several samples in a message, too, by the platform’s time', () => {
    const wrongClock = 3600_000;
    const payload = {
      sent: instant(now + wrongClock),
      samples: [
        { time: instant(now + wrongClock - 20_000), position: place },
        { time: instant(now + wrongClock - 10_000), speedKmh: 12 },
      ],
    };
    expect(of(reading(payload, now))).toEqual([
      { vin, time: before(now, 10_000), position: place, speedKmh: 12 },
    ]);
  });

  it.each([
    ['what cannot be read', 'garbage', now, vin],
    ['a sample without a time', { position: place }, now, vin],
    ['what arrived a while ago', { time: before(now, 70_000), position: place }, now - 61_000, vin],
    ['who is no car', { time: before(now, 0), position: place }, now, 'somebody'],
  ])('are not made of %s', (_, payload, arrived, key) => {
    expect(of(reading(payload, arrived, key))).toEqual([]);
  });

  it('have no values that the twin would not have', () => {
    const time = before(now, 1000);
    const wild = {
      time,
      position: { latitude: 0, longitude: 0 },
      speedKmh: 5000,
      chargePercent: 140,
      locked: 'no',
    };
    expect(of(reading(wild, now))).toEqual([{ vin, time }]);
  });

  it('fit into frames of 32 KB, each once', () => {
    const many = Array.from({ length: 500 }, (_, n) => ({
      ...positionExample,
      vin: makeVin('WRS', '00001', n + 1),
    }));
    const frames = positionFrames(many);
    expect(frames.length).toBeLessThan(5);
    for (const frame of frames) expect(Buffer.byteLength(frame)).toBeLessThanOrEqual(32 * 1024);
    expect(frames.flatMap((frame) => (JSON.parse(frame) as { positions: object[] }).positions)).toEqual(many);
  });
});

describe('an operator who watches', () => {
  let table: Awaited<ReturnType<typeof roomTable>>;
  let connections: typeof Connections;
  let socket: (event: SocketEvent) => Promise<SocketResult>;
  let handler: (event: KafkaEvent) => Promise<BatchResponse>;
  let gateway: Server;
  /** What was sent to each connection. */
  const shown: { readonly to: string; readonly frame: object }[] = [];
  const gone = new Set<string>();

  beforeAll(async () => {
    gateway = createServer((request, response) => {
      const to = decodeURIComponent(request.url?.split('/').at(-1) ?? '');
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        if (!gone.has(to)) shown.push({ to, frame: JSON.parse(text) as object });
        response.writeHead(gone.has(to) ? 410 : 200, { 'x-amzn-errortype': 'GoneException' }).end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(gateway, 'listening');
    table = await roomTable(await sharedEngine('dynamodb'));
    const { port } = gateway.address() as AddressInfo;
    process.env['AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI'] = `http://127.0.0.1:${port}`;
    connections = await import('../../../functions/realtime/connections.ts');
    ({ handler: socket } = await import('../../../functions/realtime/socket.handler.ts'));
    ({ handler } = await import('../../../functions/realtime/positions.handler.ts'));
  });
  afterAll(() => {
    gateway?.close();
    table?.client.destroy();
  });
  beforeEach(() => void (shown.length = 0));

  const says = async (kind: 'rider' | 'operator', id: string, message: object): Promise<unknown> => {
    const { body } = await socket({
      requestContext: {
        routeKey: '$default',
        eventType: 'MESSAGE',
        connectionId: `${id}-connection`,
        requestId: 'request',
        authorizer: { kind, id, principalId: `${kind}/${id}` },
      },
      body: JSON.stringify(message),
    });
    return body === undefined ? undefined : (JSON.parse(body) as unknown);
  };
  const connect = async (id: string): Promise<void> =>
    await connections.addConnection('fleet', {
      id: `${id}-connection`,
      principal: `operator/${id}`,
      connectedAt: instant(Date.now()),
    });
  /** After what is known of who watches has become old. */
  const reported = async (): Promise<BatchResponse> => {
    await new Promise((resolve) => setTimeout(resolve, 2100));
    const now = Date.now();
    const records = [reading({ time: before(now, 100), position: place }, now)];
    return await handler({ eventSource: 'aws:kafka', records: { 'cars.telemetry-0': records } });
  };

  it('is shown where cars are; others are not, and who is gone stops nobody', async () => {
    for (const id of ['olga', 'otto', 'left', 'late']) await connect(id);
    gone.add('left-connection');
    for (const id of ['olga', 'left']) expect(await says('operator', id, { type: 'watch' })).toBeUndefined();
    await connections.markWatching('fleet', 'late-connection', before(Date.now(), 1));
    expect(await reported()).toEqual({ batchItemFailures: [] });
    expect(shown).toEqual([
      {
        to: 'olga-connection',
        frame: {
          version: 1,
          type: 'positions',
          positions: [expect.objectContaining({ vin, position: place })],
        },
      },
    ]);
  });

  it('is no rider', async () => {
    expect(await says('rider', 'ana', { type: 'watch' })).toMatchObject({ type: 'error' });
    expect(await says('operator', 'olga', { type: 'watch', more: 1 })).toMatchObject({ type: 'error' });
  });

  it('loses nothing else when the room’s table cannot be read', async () => {
    const name = process.env['ROADSTREAM_TABLE'];
    process.env['ROADSTREAM_TABLE'] = 'no-such-table';
    expect(await reported()).toEqual({ batchItemFailures: [] });
    process.env['ROADSTREAM_TABLE'] = name;
    expect(shown).toEqual([]);
  });
});
