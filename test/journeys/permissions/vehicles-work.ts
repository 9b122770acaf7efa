import { createAuthority, issueClientCertificate } from '../../../local/cloud/core/authority.ts';
import { carsEvents } from '../../../shared/contracts/car/car.ts';
import { deadLetters } from '../../../shared/contracts/platform/platform.ts';
import { grantEntitlement, withdrawEntitlement } from '../../../shared/contracts/vehicles/entitlements.ts';
import { issueGrant } from '../../../shared/contracts/vehicles/grants.ts';
import {
  commandTimeout,
  recordCertificate,
  register,
  sendCommand,
  vehiclesCommands,
  vehiclesEvents,
} from '../../../shared/contracts/vehicles/vehicles.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import type { Delivery } from '../../../shared/runtime/operations/delivery.ts';
import type { Means } from './means.ts';
import { type Exercise, type Exercises, garbage, type Triggers, toTopic } from './triggers.ts';

/** What the functions of the vehicles room do. */
export function vehiclesWork(
  means: Means,
  { deployed, fails, queued, request, swept, timer, tooOld }: Triggers,
): Exercises {
  const vehicleTimer = (atMs: number) =>
    timer(commandTimeout, { vin: means.newVin(), commandId: 'cmd_00000000000000000000000001' }, atMs);
  const carEventOf = (seq: number) =>
    JSON.stringify({
      log: 1,
      seq,
      type: 'connected',
      time: means.now,
      data: {
        session: '0'.repeat(32),
        counter: 0,
        clock: means.now,
        firmware: '1',
        // It gets the list after this one.
        trust: { keys: 1, revocations: 0 },
        status: { locked: true },
      },
    });
  const commanded: Exercise = async () => {
    const vin = means.newVin();
    const name = 'vehicles-consumer';
    await means.hand(
      name,
      means.command(register, { vin, model: 'E', certificateRequest: means.certificateRequest }),
      garbage(vehiclesCommands.name),
    );
    await means.hand(name, { topic: carsEvents.name, key: vin, value: carEventOf(1) });
    await means.hand(name, means.command(sendCommand, { vin, action: 'unlock' }));
  };
  let certificate: Promise<string> | undefined;
  /** What is signed of a grant comes back as a command of the room. */
  const granted: Exercise = async () => {
    const vin = means.newVin();
    const name = 'vehicles-consumer';
    certificate ??= createAuthority().then(async (authority) => {
      const { certificate: certificatePem } = await issueClientCertificate(authority);
      return certificatePem;
    });
    const certified = { vin, certificateId: '1', certificatePem: await certificate };
    const { grantId, booking, phone, actions } = issueGrant.example;
    const until = addSeconds(means.now, 60);
    await means.hand(
      name,
      means.command(register, { vin, model: 'E' }),
      means.command(recordCertificate, certified),
      means.command(issueGrant, { vin, grantId, booking, phone, actions, until }),
    );
    // A feature that is withdrawn at once: nobody waits for the car's answer any more.
    await means.hand(name, means.command(grantEntitlement, { ...grantEntitlement.example, vin }));
    await means.hand(name, means.command(withdrawEntitlement, { ...withdrawEntitlement.example, vin }));
  };
  /** An operation before has not left yet: its record is read. */
  const vehicleAfterAnother: Exercise = async () => {
    const vin = means.newVin();
    await means.leaveBehind('vehicles-consumer', `car/${vin}`, [toTopic(vehiclesEvents.name)]);
    await means.hand('vehicles-consumer', means.command(sendCommand, { vin, action: 'unlock' }));
  };
  const toCar = (topic: string): Delivery => ({ to: 'car', topic, payload: 'nothing' });
  const asking = () => ({
    id: means.newId('ask'),
    operation: 'op',
    request: { vin: means.newVin(), certificateRequest: means.certificateRequest },
  });
  const port = (): Delivery => ({ to: 'port', port: 'provisioning', body: JSON.stringify(asking()) });
  const provisioned: Exercise = async () => {
    const asked = asking();
    await means.handMessage('vehicles-provisioning', asked);
    await means.handMessage('vehicles-provisioning', asked);
  };
  return {
    'vehicles-consumer': [commanded, granted, tooOld('vehicles-consumer'), vehicleAfterAnother, deployed],
    'vehicles-http': [
      async () => {
        await request('operator', 'o', 'GET', `/v1/vehicles/${means.newVin()}`);
        await request('operator', 'o', 'POST', '/v1/vehicles', { vin: means.newVin(), model: 'E' });
      },
      deployed,
    ],
    'vehicles-scheduler': [
      async () => {
        const vin = means.newVin();
        const body = JSON.stringify(vehicleTimer(0));
        await swept('vehicles-scheduler', `car/${vin}`, [
          toTopic(vehiclesEvents.name),
          toTopic(deadLetters.name),
          { to: 'timer', at: means.now, body },
          port(),
          toCar(`cars/${vin}/commands`),
          toCar(`cars/${vin}/receipts`),
          toCar(`cars/${vin}/trust`),
        ]);
        await means.handMessage('vehicles-scheduler', vehicleTimer(-1000));
      },
      queued('vehicles-scheduler', () => vehicleTimer(-1000)),
      fails('vehicles-scheduler'),
      deployed,
    ],
    'vehicles-provisioning': [provisioned, queued('vehicles-provisioning', asking), deployed],
  };
}
