import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { MqttContract } from '../../shared/contracts/define.ts';

const iot = (resource: string): string =>
  `arn:${Aws.PARTITION}:iot:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;

/** Messages to any car, on these topics only. */
export function publishToCars(contracts: readonly MqttContract[]): PolicyStatement[] {
  if (contracts.length === 0) return [];
  return [
    new PolicyStatement({
      actions: ['iot:Publish'],
      resources: contracts.map(({ topic }) => iot(`topic/${topic.replaceAll('{vin}', '*')}`)),
    }),
  ];
}

/**
 * A thing and its certificate. IoT limits neither to a thing type nor to a policy: signing a certificate request and
 * attaching a thing have no resource at all. The car policy ties a certificate to its own thing.
 */
export function provisionCars(): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['iot:CreateThing', 'iot:ListThingPrincipals'],
      resources: [iot('thing/*')],
    }),
    new PolicyStatement({
      actions: ['iot:AttachPolicy', 'iot:DescribeCertificate'],
      resources: [iot('cert/*')],
    }),
    new PolicyStatement({
      actions: ['iot:AttachThingPrincipal', 'iot:CreateCertificateFromCsr'],
      resources: ['*'],
    }),
  ];
}
