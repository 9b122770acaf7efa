import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { EngineError } from './engine-error.ts';

/**
 * Below the ports that Linux (from 32768) and macOS (from 49152) give to outgoing connections: an engine that is
 * restarted must find its port again, and a client that keeps connecting to it must not be given it as its own.
 */
const LOWEST = 20_000;
const HIGHEST = 32_000;
const ATTEMPTS = 200;
const STARTS = 3;

/** Ports of the loopback interface that nothing listens on, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const held: { port: number; server: Server }[] = [];
  try {
    for (let attempt = 0; held.length < count; attempt++) {
      if (attempt === ATTEMPTS) throw new EngineError('PORT_TAKEN', noneFree());
      const port = randomInt(LOWEST, HIGHEST);
      const server = await listenOn(port).catch(() => undefined);
      if (server !== undefined) held.push({ port, server });
    }
    return held.map(({ port }) => port);
  } finally {
    await Promise.all(held.map(({ server }) => new Promise((resolve) => server.close(resolve))));
  }
}

/** Starts something on free ports, and again on others if one of them was taken in between. */
export async function onFreePorts<T>(
  count: number,
  start: (ports: readonly number[]) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await freePorts(count));
    } catch (error) {
      if (!(error instanceof EngineError && error.code === 'PORT_TAKEN') || attempt === STARTS) throw error;
    }
  }
}

function noneFree(): string {
  return `no free port between ${LOWEST} and ${HIGHEST} on 127.0.0.1; stop what listens there`;
}

/** Holds the port of the loopback interface until the server is closed. Rejects with Node's error if it cannot. */
export async function listenOn(port: number): Promise<Server> {
  const server = createServer().listen({ port, host: '127.0.0.1', exclusive: true });
  await once(server, 'listening');
  return server;
}
