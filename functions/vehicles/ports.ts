import { Object as Obj, type Static, String as Str } from 'typebox';
import { port } from '../../shared/contracts/define.ts';
import { strict, Vin } from '../../shared/contracts/fields.ts';

const ProvisioningRequest = Obj({ vin: Vin, certificateRequest: Str() }, strict);
export type ProvisioningRequest = Static<typeof ProvisioningRequest>;

/** Gives a car an identity in IoT Core, made of its request for a certificate (PKCS #10, PEM). */
export const provisioningPort = port({
  id: 'provisioning',
  check: 'vehicles.provisioning',
  request: ProvisioningRequest,
});
