import type { TLSSocket } from 'node:tls';

/** How long a client may take to end its side of the connection. */
const LONGEST_END_MILLISECONDS = 1000;

/**
 * Ends a connection as AWS IoT does after a DISCONNECT. A client ends its TLS session at the same time. If the broker
 * destroys the socket before it has read this, the operating system sends a reset, and the client reports ECONNRESET
 * though all went well. So the broker ends its own side, and reads on until the client has ended the other one.
 */
export function endGently(socket: TLSSocket, destroy: () => void): void {
  if (socket.destroyed || socket.readableEnded) {
    destroy();
    return;
  }
  const limit = setTimeout(destroy, LONGEST_END_MILLISECONDS);
  socket.once('close', () => clearTimeout(limit));
  socket.once('end', destroy);
  socket.end();
  socket.resume();
}
