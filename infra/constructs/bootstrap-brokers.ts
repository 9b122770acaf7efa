import { CustomResource } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { NodeFunction } from './node-function.ts';

export interface BootstrapBrokersProps {
  readonly stage: Stage;
  readonly clusterArn: string;
  readonly bundle: string;
}

/** The addresses of the cluster's brokers. CloudFormation knows only the cluster's ARN, so a function asks MSK. */
export class BootstrapBrokers extends Construct {
  /** Host and port pairs, comma separated, for IAM. */
  readonly iam: string;
  /** The same for SASL/SCRAM. */
  readonly scram: string;

  constructor(scope: Construct, id: string, { stage, clusterArn, bundle }: BootstrapBrokersProps) {
    super(scope, id);
    const provider = new NodeFunction(this, 'Provider', {
      stage,
      name: 'platform-bootstrap-brokers',
      description: 'Custom resource: the addresses of the Kafka brokers',
      bundle,
      memoryMb: 256,
      timeoutSeconds: 60,
      permissions: [new PolicyStatement({ actions: ['kafka:GetBootstrapBrokers'], resources: [clusterArn] })],
    });
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::BootstrapBrokers',
      serviceToken: provider.function.functionArn,
      // Looked up again when the number of brokers changes.
      properties: { ClusterArn: clusterArn, NumberOfBrokerNodes: stage.kafka.brokers },
    });
    this.iam = resource.getAttString('BootstrapBrokerStringSaslIam');
    this.scram = resource.getAttString('BootstrapBrokerStringSaslScram');
  }
}
