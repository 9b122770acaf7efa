import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What stands behind Lambda's Invoke, at one address for all test files of a worker: they share its modules, and so the
 * client, which keeps the address that it found first.
 */
const shared = globalThis as { lambdaServer?: Server };

/** The address, where this listener answers from now on. */
export async function lambdaAnswers(listener: RequestListener): Promise<string> {
  const server = (shared.lambdaServer ??= createServer());
  server.removeAllListeners('request');
  server.on('request', listener);
  server.unref();
  if (!server.listening) {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  }
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
