import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAuthority, issueClientCertificate } from '../../../../local/cloud/core/authority.ts';
import { closed, type IotCloud, openIotCloud, until } from './iot-cloud.ts';

let local: IotCloud;
beforeEach(async () => {
  local = await openIotCloud();
});
afterEach(async () => await local.stop());

const logged = (part: string): boolean => {
  let found = false;
  local.cloud.journal.follow(({ text }) => (found ||= text.includes(part)))();
  return found;
};

describe('a client that connects', () => {
  it('is let in with a registered certificate, as the thing that its policy allows', async () => {
    const car = await local.register('CAR1', 'car');
    const client = await local.connect('CAR1', car);
    expect(client.connected).toBe(true);
    await until(() => local.iot.connections().length === 1, 'the connection is listed');
    expect(local.iot.connections()[0]).toMatchObject({
      clientId: 'CAR1',
      certificateId: car.certificateId,
      address: '127.0.0.1',
    });
  });

  it('is refused under another client id than its thing has', async () => {
    const car = await local.register('CAR1', 'car');
    await local.register('CAR2', 'car');
    await expect(local.connect('CAR2', car)).rejects.toMatchObject({ code: 7 });
    expect(logged('allows iot:Connect on arn:aws:iot:eu-west-1:111111111111:client/CAR2')).toBe(true);
  });

  it('is refused without a policy, and with one that is no longer attached', async () => {
    const car = await local.register('CAR1');
    await expect(local.connect('CAR1', car)).rejects.toMatchObject({ code: 7 });
    local.iot.registry.record({ change: 'policy-attached', id: car.certificateId, policy: 'car' });
    await expect(local.connect('CAR1', car)).resolves.toMatchObject({ connected: true });
    local.iot.registry.record({ change: 'policy-detached', id: car.certificateId, policy: 'car' });
    await expect(local.connect('CAR1', car)).rejects.toMatchObject({ code: 7 });
  });

  it('is refused when its certificate is signed well but not registered', async () => {
    const { certificate, key } = await issueClientCertificate(local.cloud.authority);
    await expect(local.connect('CAR1', { cert: certificate, key })).rejects.toMatchObject({ code: 7 });
    expect(logged('is not registered')).toBe(true);
  });

  it('is refused, and cut off, when its certificate is INACTIVE', async () => {
    const car = await local.register('CAR1', 'car');
    const client = await local.connect('CAR1', car);
    local.iot.registry.record({ change: 'certificate-updated', id: car.certificateId, status: 'INACTIVE' });
    await closed(client);
    await expect(local.connect('CAR1', car)).rejects.toMatchObject({ code: 7 });
  });

  it('is refused in the handshake with a certificate of another authority, or with none', async () => {
    const stranger = await issueClientCertificate(await createAuthority());
    await expect(local.connect('CAR1', { cert: stranger.certificate, key: stranger.key })).rejects.toThrow(
      /alert|closed|socket/,
    );
    const socket = connectTls({
      ...local.iot.mqtt,
      port: local.iot.mqtt.port ?? 0,
      ca: local.cloud.authority.certificate,
    });
    await expect(new Promise((_, reject) => socket.once('error', reject).resume())).rejects.toThrow(
      /alert|closed|socket/,
    );
    await until(() => logged('a client failed in the TLS handshake'), 'the failure is logged');
  });

  it('is refused below TLS 1.2', async () => {
    const car = await local.register('CAR1', 'car');
    await expect(
      local.connect('CAR1', car, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1' }),
    ).rejects.toThrow(/protocol|version|alert/);
  });

  it('is refused with MQTT 5, which the broker does not speak', async () => {
    const car = await local.register('CAR1', 'car');
    await expect(local.connect('CAR1', car, { protocolVersion: 5 })).rejects.toMatchObject({ code: 1 });
  });

  it('is refused with an empty or too long client id', async () => {
    const open = await local.register(undefined, 'open');
    await expect(local.connect('', open, { clean: true })).rejects.toMatchObject({ code: 2 });
    await expect(local.connect('x'.repeat(129), open)).rejects.toMatchObject({ code: 2 });
  });

  it('takes the place of an earlier connection with its client id', async () => {
    const car = await local.register('CAR1', 'car');
    const first = await local.connect('CAR1', car);
    const second = await local.connect('CAR1', car);
    await closed(first);
    expect(second.connected).toBe(true);
    await until(() => local.iot.connections().length === 1, 'one connection is left');
  });
});

describe('a client that sends DISCONNECT', () => {
  const PUBLISH = resolve(import.meta.dirname, '../../../../node_modules/mqtt/build/bin/mqtt.js');

  it('gets no reset, though its own end comes before a slow broker has closed the connection', async () => {
    const car = await local.register('CAR1', 'car');
    const folder = mkdtempSync(join(tmpdir(), 'roadstream-disconnect-'));
    const files = { ca: local.cloud.authority.certificate, cert: car.cert, key: car.key };
    const options = Object.entries(files).flatMap(([name, text]) => {
      writeFileSync(join(folder, name), text);
      return [`--${name}`, join(folder, name)];
    });
    const { host, port } = local.iot.mqtt;
    const where = ['-h', host, '-p', `${port}`, '-i', 'CAR1', '--reconnectPeriod', '0'];
    const slow = vi.spyOn(TLSSocket.prototype, 'destroy').mockImplementation(function (
      this: TLSSocket,
      error,
    ) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
      Socket.prototype.destroy.call(this, error);
      return this;
    });

    // Another process, because it goes on while this one is slow. It prints the errors of its connection.
    const message = ['-t', 'cars/CAR1/events', '-m', '{}', '-q', '1'];
    const printed = await promisify(execFile)(process.execPath, [
      PUBLISH,
      'pub',
      ...where,
      ...options,
      ...message,
    ]);

    slow.mockRestore();
    rmSync(folder, { recursive: true });
    expect(printed).toEqual({ stdout: '', stderr: '' });
    await until(() => local.iot.connections().length === 0, 'the connection is gone');
  });
});

describe('the MQTT port', () => {
  it('that is taken ends the start with the option that changes it', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const start = openIotCloud({}, { ports: { http: 0, mqtt: port } });
    await expect(start).rejects.toMatchObject({
      code: 'MQTT_PORT_TAKEN',
      message: expect.stringContaining(`${port}`),
    });
    await expect(start).rejects.toThrow('--mqtt-port');
    other.close();
  });
});
