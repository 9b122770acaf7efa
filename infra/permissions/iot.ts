import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { MqttContract } from '../../shared/contracts/define.ts';

const iot = (resource: string): string =>
  `arn:${Aws.PARTITION}:iot:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;

/** To publish to any car, on these topics only. */
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
 * To create a thing and its certificate. IoT cannot limit these actions to a thing type or a policy, and signing a
 * certificate request and attaching a thing have no resource at all. The car policy ties a certificate to its own
 * thing.
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
