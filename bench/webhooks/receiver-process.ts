import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A receiver of webhooks in a process of its own: it reads each request whole, and accepts it. */

let count = 0;
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    count += 1;
    response.writeHead(204).end();
  });
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('message', () => process.send?.({ count }));
