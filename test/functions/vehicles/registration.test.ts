import { describe, expect, it } from 'vitest';
import { provisioningPort } from '../../../functions/vehicles/ports.ts';
import { recordCertificate, register } from '../../../shared/contracts/vehicles/vehicles.ts';
import { message } from '../room-under-test.ts';
import { registerCar, VIN, vehicles } from './car-under-test.ts';

const PEM = '-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----';
const CERTIFICATE = { certificateId: '9f2c', certificatePem: '-----BEGIN CERTIFICATE-----\n…' };

describe('registering a vehicle', () => {
  it('takes it into the fleet', () => {
    const room = vehicles();

    const outcome = registerCar(room);

    expect(outcome).toMatchObject({ kind: 'accept', result: { vin: VIN }, outputs: [] });
    expect(outcome.events.map(({ type }) => type)).toEqual(['vehicles.registered.v1']);
    expect(room.item(`vehicle/${VIN}`)?.body).toEqual({
      vin: VIN,
      model: 'Roadster E',
      plate: 'A-1234',
      registeredAt: room.now,
      status: {},
    });
  });

  it('accepts the same again and changes nothing', () => {
    const room = vehicles();
    registerCar(room, { certificateRequest: PEM });

    expect(registerCar(room, { certificateRequest: PEM })).toMatchObject({
      kind: 'accept',
      result: { vin: VIN },
      events: [],
      outputs: [],
    });
    expect(registerCar(room)).toMatchObject({ kind: 'accept', events: [], outputs: [] });
  });

  it.each([
    ['another model', { vin: VIN, model: 'Roadster S', plate: 'A-1234' }],
    ['another plate', { vin: VIN, model: 'Roadster E', plate: 'B-1234' }],
    ['no plate', { vin: VIN, model: 'Roadster E' }],
    [
      'another certificate request',
      { vin: VIN, model: 'Roadster E', plate: 'A-1234', certificateRequest: `${PEM}\n` },
    ],
  ])('refuses the same VIN with %s', (_, data) => {
    const room = vehicles();
    registerCar(room, { certificateRequest: PEM });

    expect(room.handle(message(register, data))).toMatchObject({
      kind: 'refuse',
      code: 'VEHICLE_ALREADY_REGISTERED',
      events: [],
      outputs: [],
    });
  });

  it('asks the provisioning port for a certificate, also when the request follows later', () => {
    const room = vehicles();
    registerCar(room);

    const outcome = registerCar(room, { certificateRequest: PEM });

    expect(outcome.events.map(({ type }) => type)).toEqual(['vehicles.certificate-requested.v1']);
    expect(outcome.outputs).toEqual([
      { to: 'port', port: provisioningPort, request: { vin: VIN, certificateRequest: PEM } },
    ]);
  });
});

describe('recording a certificate', () => {
  it('keeps it, once', () => {
    const room = vehicles();
    registerCar(room, { certificateRequest: PEM });
    const answer = { vin: VIN, ...CERTIFICATE };

    const first = room.handle(message(recordCertificate, answer));
    const second = room.handle(message(recordCertificate, answer));

    expect(first.events).toEqual([{ type: 'vehicles.certificate-issued.v1', data: answer }]);
    expect(second).toMatchObject({ kind: 'accept', events: [] });
    expect(room.item(`vehicle/${VIN}`)?.body).toMatchObject({ certificate: CERTIFICATE });
  });

  it('is refused for a car that nobody registered', () => {
    const room = vehicles();

    expect(room.handle(message(recordCertificate, { vin: VIN, ...CERTIFICATE }))).toMatchObject({
      kind: 'refuse',
      code: 'VEHICLE_UNKNOWN',
      events: [],
    });
    expect(room.item(`vehicle/${VIN}`)).toBeUndefined();
  });
});
