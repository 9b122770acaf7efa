import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createClient, type Live, type LiveOptions, type LiveState, type Push } from '@roadstream/sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { positions, pushes, SUBPROTOCOL } from '../../shared/contracts/realtime/realtime.ts';
import { PATIENTLY } from '../patience.ts';

/** A platform's side of the WebSocket: every connection is in `connections`, with what it has said. */
class Side {
  readonly server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => SUBPROTOCOL });
  readonly connections: {
    readonly socket: WebSocket;
    readonly protocols: string;
    readonly said: unknown[];
  }[] = [];
  /** Answers pings. */
  isAlive = true;
  pings = 0;
  /** Its clock is ahead by this. */
  aheadMs = 0;

  constructor() {
    this.server.on('connection', (socket, { headers }) => {
      const said: unknown[] = [];
      this.connections.push({ socket, protocols: headers['sec-websocket-protocol'] ?? '', said });
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as { type: string };
        if (message.type === 'ping') this.pings += 1;
        if (message.type !== 'ping') said.push(message);
        else if (this.isAlive)
          this.send({ type: 'pong', time: new Date(Date.now() + this.aheadMs).toISOString() });
      });
    });
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}/live`;
  }

  send(message: object): void {
    this.connections.at(-1)?.socket.send(JSON.stringify({ version: 1, ...message }));
  }

  push(...sequences: readonly number[]): void {
    const [example] = pushes.example.pushes;
    this.send({ type: 'pushes', pushes: sequences.map((sequence) => ({ ...example, sequence })) });
  }
}

let side: Side;
let live: Live | undefined;
let tickets = 0;

beforeEach(async () => {
  side = new Side();
  tickets = 0;
  await once(side.server, 'listening');
});
afterEach(() => {
  vi.useRealTimers();
  live?.close();
  for (const { socket } of side.connections) socket.terminate();
  side.server.close();
});

const sequences: number[] = [];
const states: LiveState[] = [];
const resets: number[] = [];
const errors: unknown[] = [];

function listen(
  more: Pick<LiveOptions, 'since' | 'deadAfterSeconds' | 'onPositions'> = {},
  ticket?: () => Response,
): Live {
  for (const list of [sequences, states, resets, errors]) list.length = 0;
  const fetch = async (): Promise<Response> => {
    tickets += 1;
    const body = { url: side.url, protocol: SUBPROTOCOL, ticket: `tkt_${tickets}`, expires: 'soon' };
    return ticket?.() ?? Response.json(body, { status: 201 });
  };
  live = createClient({ baseUrl: 'https://api.example.org', fetch }).live({
    ...more,
    onPush: ({ sequence }: Push) => sequences.push(sequence),
    onState: (state) => states.push(state),
    onReset: (sequence) => resets.push(sequence),
    onError: (error) => errors.push(error),
  });
  return live;
}

const until = (what: () => void): Promise<void> => vi.waitFor(what, PATIENTLY);
const connected = (count: number): Promise<void> =>
  until(() => expect(side.connections[count - 1]?.said.length).toBeGreaterThan(0));

describe('pushes', () => {
  it('come through a ticket, from the sequence that the app knows', async () => {
    listen({ since: 6 });
    await connected(1);
    expect(side.connections[0]?.protocols).toBe(`${SUBPROTOCOL}, tkt_1`);
    expect(side.connections[0]?.said).toEqual([{ type: 'since', since: 6 }]);
    side.push(7, 8);
    side.send({ type: 'current', sequence: 8 });
    await until(() => expect(states).toEqual(['live']));
    expect(sequences).toEqual([7, 8]);
    expect(live?.sequence).toBe(8);
  });

  it('come once, though they are sent twice', async () => {
    listen({ since: 6 });
    await connected(1);
    side.push(7);
    side.push(7, 8);
    await until(() => expect(sequences).toEqual([7, 8]));
  });

  it('wait for those that are missing before them', async () => {
    listen({ since: 6 });
    await connected(1);
    side.send({ type: 'current', sequence: 6 });
    side.push(9);
    await until(() => expect(side.connections[0]?.said).toHaveLength(2));
    side.push(10);
    side.push(7, 8, 9, 10);
    side.send({ type: 'current', sequence: 10 });
    await until(() => expect(sequences).toEqual([7, 8, 9, 10]));
    expect(side.connections[0]?.said).toEqual([
      { type: 'since', since: 6 },
      { type: 'since', since: 6 },
    ]);
  });

  it('begin with what happens next when the app knows none', async () => {
    listen();
    await connected(1);
    expect(side.connections[0]?.said).toEqual([{ type: 'since' }]);
    side.send({ type: 'current', sequence: 41 });
    side.push(42);
    await until(() => expect(sequences).toEqual([42]));
    expect(resets).toEqual([]);
  });

  it('are not missed unnoticed when the first connection is lost before it has told where it begins', async () => {
    listen();
    await connected(1);
    side.connections[0]?.socket.terminate();
    await connected(2);
    expect(side.connections[1]?.said).toEqual([{ type: 'since' }]);
    side.send({ type: 'current', sequence: 43 });
    await until(() => expect(resets).toEqual([43]));
  });

  it('go on behind what is no longer kept, after the app was told', async () => {
    listen({ since: 3 });
    await connected(1);
    side.send({ type: 'reset', sequence: 712 });
    side.push(713);
    await until(() => expect(sequences).toEqual([713]));
    expect(resets).toEqual([712]);
  });
});

describe('positions', () => {
  const position = positions.example.positions[0];
  const seen: unknown[] = [];

  it('come while the app watches, and are asked for again by each connection', async () => {
    seen.length = 0;
    const watching = listen({ since: 6, onPositions: (some) => seen.push(...some) });
    await connected(1);
    side.send({ type: 'positions', positions: [position] });
    side.push(7);
    await until(() => expect(sequences).toEqual([7]));
    watching.watch(true);
    watching.watch(true);
    await until(() =>
      expect(side.connections[0]?.said).toEqual([{ type: 'since', since: 6 }, { type: 'watch' }]),
    );
    expect(seen).toEqual([]);
    side.send({ type: 'positions', positions: [position, position] });
    await until(() => expect(seen).toEqual([position, position]));
    side.connections[0]?.socket.terminate();
    await until(() =>
      expect(side.connections[1]?.said).toEqual([{ type: 'since', since: 7 }, { type: 'watch' }]),
    );
    watching.watch(false);
    side.send({ type: 'positions', positions: [position] });
    side.push(8);
    await until(() => expect(sequences).toEqual([7, 8]));
    expect(seen).toHaveLength(2);
  });
});

describe('the time', () => {
  it('is the platform’s, once it has told it', async () => {
    side.aheadMs = 600_000;
    listen({ since: 6 });
    await until(() => expect((live?.now() ?? 0) - Date.now()).toBeGreaterThan(590_000));
    expect((live?.now() ?? 0) - Date.now()).toBeLessThan(610_000);
  });
});

it('without a WebSocket says what to do', () => {
  const { WebSocket } = globalThis;
  Reflect.deleteProperty(globalThis, 'WebSocket');
  try {
    const client = createClient({ baseUrl: 'https://api.example.org' });
    expect(() => client.live({ onPush: () => undefined })).toThrow('package ws');
  } finally {
    globalThis.WebSocket = WebSocket;
  }
});

describe('a connection', () => {
  it('that ends is made again with a new ticket, and misses nothing', async () => {
    listen({ since: 6 });
    await connected(1);
    side.push(7);
    side.send({ type: 'current', sequence: 7 });
    await until(() => expect(live?.state).toBe('live'));
    side.connections[0]?.socket.terminate();
    await connected(2);
    expect(states).toEqual(['live', 'lost']);
    expect(side.connections[1]?.protocols).toBe(`${SUBPROTOCOL}, tkt_2`);
    expect(side.connections[1]?.said).toEqual([{ type: 'since', since: 7 }]);
    side.send({ type: 'current', sequence: 7 });
    await until(() => expect(states).toEqual(['live', 'lost', 'live']));
  });

  it('that is silent is lost within five seconds', async () => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'],
    });
    listen({ since: 6 });
    await connected(1);
    side.send({ type: 'current', sequence: 6 });
    await until(() => expect(live?.state).toBe('live'));
    side.isAlive = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(live?.state).toBe('lost');
  });

  it('that answers pings stays, however little happens', async () => {
    listen({ since: 6, deadAfterSeconds: 2 });
    await connected(1);
    side.send({ type: 'current', sequence: 6 });
    // Longer than the time after which a silent one is lost.
    await until(() => expect(side.pings).toBeGreaterThan(3));
    expect(states).toEqual(['live']);
    expect(side.connections).toHaveLength(1);
  });

  it('is tried again while there are no tickets, and the app hears why', async () => {
    listen({ since: 6 }, () => {
      if (tickets > 2) return Response.json({ url: side.url, protocol: SUBPROTOCOL, ticket: 'tkt_x' });
      return Response.json({ code: 'FORBIDDEN', detail: 'No' }, { status: 403 });
    });
    await connected(1);
    expect(errors).toMatchObject([{ code: 'FORBIDDEN' }, { code: 'FORBIDDEN' }]);
    expect(states).toEqual(['lost']);
  });

  it('that the app closes stays closed', async () => {
    listen({ since: 6 });
    await connected(1);
    const [first] = side.connections;
    const closed = once(first?.socket as WebSocket, 'close');
    live?.close();
    await closed;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(states).toEqual(['closed']);
    expect(side.connections).toHaveLength(1);
  });
});
