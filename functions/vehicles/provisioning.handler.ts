import { IoTClient } from '@aws-sdk/client-iot';
import { recordCertificate } from '../../shared/contracts/vehicles/vehicles.ts';
import { variable } from '../../shared/runtime/environment.ts';
import { port } from '../../shared/runtime/port.ts';
import { giveIdentity } from './identity.ts';
import { provisioningPort } from './ports.ts';
import { room } from './room.ts';

const iot = new IoTClient({});

export const handler = port({
  room,
  functionName: 'provisioning',
  contract: provisioningPort,
  serve: async (request) => {
    const names = { thingType: variable('thingType'), policy: variable('carPolicy') };
    const identity = await giveIdentity(iot, request, names);
    return recordCertificate({ vin: request.vin, ...identity });
  },
});
