import { Object as Obj, type Static, String as Str } from 'typebox';
import { strict, Vin } from '../../shared/contracts/fields.ts';

/** What the provisioning port is asked: an identity in IoT Core for a car, from its PKCS #10 request (PEM). */
export const ProvisioningRequest = Obj({ vin: Vin, certificateRequest: Str() }, strict);
export type ProvisioningRequest = Static<typeof ProvisioningRequest>;

/** Under which its check is compiled. */
export const PROVISIONING_CHECK = 'vehicles.provisioning';
