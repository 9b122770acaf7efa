import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateCertificateFromCsrCommand,
  CreateThingCommand,
  DescribeCertificateCommand,
  type IoTClient,
  ListThingPrincipalsCommand,
} from '@aws-sdk/client-iot';
import type { ProvisioningRequest } from './ports.ts';

/** What a car connects with. */
export interface CarIdentity {
  readonly certificateId: string;
  readonly certificatePem: string;
}

export interface IdentityNames {
  readonly thingType: string;
  /** The policy that lets a car use its own topics. */
  readonly policy: string;
}

/**
 * Gives a car its identity in IoT Core: a thing named by its VIN, with a certificate made of its request. May be called
 * again: a thing with a certificate keeps that one. The certificate is attached to the thing last, so one that is
 * attached is whole; what an interrupted call left behind belongs to no thing, and opens no connection.
 */
export async function giveIdentity(
  iot: Pick<IoTClient, 'send'>,
  { vin, certificateRequest }: ProvisioningRequest,
  { thingType, policy }: IdentityNames,
): Promise<CarIdentity> {
  await iot.send(new CreateThingCommand({ thingName: vin, thingTypeName: thingType }));
  const { principals = [] } = await iot.send(new ListThingPrincipalsCommand({ thingName: vin }));
  const attached = principals.find((principal) => principal.includes(':cert/'));
  if (attached !== undefined) return await certificateOf(iot, attached);
  const created = await iot.send(
    new CreateCertificateFromCsrCommand({ certificateSigningRequest: certificateRequest, setAsActive: true }),
  );
  const principal = present(created.certificateArn, 'CreateCertificateFromCsr');
  await iot.send(new AttachPolicyCommand({ policyName: policy, target: principal }));
  await iot.send(new AttachThingPrincipalCommand({ thingName: vin, principal }));
  return {
    certificateId: present(created.certificateId, 'CreateCertificateFromCsr'),
    certificatePem: present(created.certificatePem, 'CreateCertificateFromCsr'),
  };
}

async function certificateOf(iot: Pick<IoTClient, 'send'>, arn: string): Promise<CarIdentity> {
  const certificateId = arn.slice(arn.indexOf(':cert/') + ':cert/'.length);
  const { certificateDescription } = await iot.send(new DescribeCertificateCommand({ certificateId }));
  return {
    certificateId,
    certificatePem: present(certificateDescription?.certificatePem, 'DescribeCertificate'),
  };
}

function present(value: string | undefined, call: string): string {
  if (value !== undefined) return value;
  throw new Error(`${call} answered without what it promises`);
}
