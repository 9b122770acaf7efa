import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A receiver of webhooks in a process of its own: it reads each request whole, and accepts it. */

/** What it says when it listens. */
export interface ReceiverStarted {
  readonly port: number;
}

/** Its answer to any message: how many requests it has had. */
export interface ReceiverCount {
  readonly count: number;
}

let count = 0;
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    count += 1;
    response.writeHead(204).end();
  });
});
server.listen(0, '127.0.0.1', () => {
  const started: ReceiverStarted = { port: (server.address() as AddressInfo).port };
  process.send?.(started);
});
process.on('message', () => process.send?.({ count } satisfies ReceiverCount));
