import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { Aedes, type ConnectPacket } from 'aedes';
import { expect } from 'vitest';
import {
  type Authority,
  createAuthority,
  issueClientCertificate,
  issueServerCertificate,
} from '../../../local/cloud/core/authority.ts';
import type { FleetConfiguration } from '../../../local/simulator/configuration.ts';
import { makeVin } from '../../../shared/kernel/vin.ts';
import { type PlatformKey, trustOf } from './key-protocol/platform-key.ts';

export interface Published {
  readonly clientId: string;
  readonly topic: string;
  readonly payload: unknown;
}

/** A plain MQTT broker with mutual TLS that a test looks into: what a car knows of any platform. */
export class Broker {
  readonly published: Published[] = [];
  readonly connects: ConnectPacket[] = [];
  /** Fingerprints of the certificates that clients showed. */
  readonly certificates: string[] = [];
  /** Topics to which it refuses a subscription. */
  readonly refused = new Set<string>();
  port = 0;
  private readonly authority: Authority;
  private aedes = new Aedes();
  private server: Server | undefined;
  private readonly sockets = new Set<TLSSocket>();

  constructor(authority: Authority) {
    this.authority = authority;
  }

  /** Listens: the second time on the same port. */
  async start(): Promise<void> {
    const { certificate, key } = await issueServerCertificate(this.authority, ['127.0.0.1']);
    this.aedes = new Aedes();
    this.aedes.authorizePublish = (client, packet, done) => {
      const payload: unknown = JSON.parse(packet.payload.toString());
      this.published.push({ clientId: client?.id ?? '', topic: packet.topic, payload });
      done(null);
    };
    this.aedes.authorizeSubscribe = (_, subscription, done) =>
      done(null, this.refused.has(subscription.topic) ? null : subscription);
    this.aedes.preConnect = (_, packet, done) => {
      this.connects.push(packet);
      done(null, true);
    };
    await this.aedes.listen();
    const { certificate: ca } = this.authority;
    const tls = { key, cert: certificate, ca, requestCert: true, rejectUnauthorized: true };
    this.server = createServer(tls, (socket) => {
      this.certificates.push(socket.getPeerCertificate().fingerprint256);
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
      this.aedes.handle(socket);
    });
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.aedes.close(() => resolve()));
    this.cut();
    await new Promise<void>((resolve) => this.server?.close(() => resolve()));
  }

  /** Breaks every connection off. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  send(topic: string, payload: string | Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.aedes.publish({ cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false }, (error) =>
        error instanceof Error ? reject(error) : resolve(),
      );
    });
  }

  on(topic: string): unknown[] {
    return this.published.filter((message) => message.topic === topic).map((message) => message.payload);
  }
}

/** Waits for something to become true, on a machine of any speed. */
export const eventually = (assertion: () => void | Promise<void>): Promise<void> =>
  expect
    .poll(async () => {
      await assertion();
      return true;
    })
    .toBe(true);

/** A folder with an authority and cars that have certificates of it. */
export class Workshop {
  readonly directory = mkdtempSync(join(tmpdir(), 'fleet-'));
  readonly authority: Authority;
  readonly cars: FleetConfiguration['cars'] = [];

  private constructor(authority: Authority) {
    this.authority = authority;
    this.write('ca.pem', authority.certificate);
  }

  static async open(cars: number): Promise<Workshop> {
    const workshop = new Workshop(await createAuthority());
    for (let serial = 1; serial <= cars; serial++) {
      const vin = makeVin('WRS', '00001', serial);
      const { certificate, key } = await issueClientCertificate(workshop.authority);
      const certificatePath = workshop.write(`${vin}.pem`, certificate);
      workshop.cars.push({ vin, certificatePath, keyPath: workshop.write(`${vin}.key`, key) });
    }
    return workshop;
  }

  configuration(broker: Broker, platform: PlatformKey): FleetConfiguration {
    return {
      host: '127.0.0.1',
      port: broker.port,
      caPath: join(this.directory, 'ca.pem'),
      trust: trustOf(1, platform),
      telemetryRule: 'telemetry_rule',
      seed: 1,
      cars: this.cars,
    };
  }

  write(name: string, text: string): string {
    const path = join(this.directory, name);
    writeFileSync(path, text);
    return path;
  }

  close(): void {
    rmSync(this.directory, { recursive: true });
  }
}
