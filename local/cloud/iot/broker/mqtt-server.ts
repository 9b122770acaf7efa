import { createServer, type Server, type TLSSocket } from 'node:tls';
import { issueServerCertificate } from '../../core/authority.ts';
import type { Cloud } from '../../core/cloud.ts';
import { oneLine } from '../../core/foreign-text.ts';
import { listen } from './listen.ts';

export const MQTT_HOST = '127.0.0.1';

/**
 * Listens for MQTT over TLS 1.2 or newer, and lets in who has a certificate of the cloud's authority.
 *
 * @throws {IotError} MQTT_PORT_TAKEN, MQTT_NOT_LISTENING
 */
export async function startMqttServer(cloud: Cloud, accept: (socket: TLSSocket) => void): Promise<Server> {
  const { key, certificate } = await issueServerCertificate(cloud.authority, ['localhost', MQTT_HOST]);
  const server = createServer({
    key,
    cert: certificate,
    ca: cloud.authority.certificate,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
  });
  server.on('secureConnection', (socket) => {
    socket.setNoDelay(true);
    accept(socket);
  });
  server.on('tlsClientError', ({ message }) =>
    cloud.journal.write({
      time: cloud.clock.now(),
      source: 'iot',
      level: 'WARN',
      text: `a client failed in the TLS handshake: ${oneLine(message)}`,
    }),
  );
  await listen(server, MQTT_HOST, cloud.ports.mqtt);
  return server;
}
