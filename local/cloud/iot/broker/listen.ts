import type { Server } from 'node:net';
import { IotError } from '../iot-error.ts';

/**
 * Listens on a port; 0 takes any free one.
 *
 * @throws {IotError} MQTT_PORT_TAKEN, MQTT_NOT_LISTENING
 */
export async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException): void => reject(listenError(cause, host, port));
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): IotError {
  if (cause.code === 'EADDRINUSE') {
    return new IotError(
      'MQTT_PORT_TAKEN',
      `port ${port} on ${host}, for MQTT, is taken by another program; choose another with --mqtt-port, or 0 for any free one`,
      { cause },
    );
  }
  return new IotError(
    'MQTT_NOT_LISTENING',
    `the MQTT broker cannot listen on ${host}:${port}: ${cause.message}`,
    {
      cause,
    },
  );
}
