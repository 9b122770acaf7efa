import { ArnFormat, Aws, Duration, Stack } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { stageLogGroup } from './log-group.ts';
import { serviceRole } from './service-role.ts';

export interface NodeFunctionProps {
  readonly stage: Stage;
  readonly name: string;
  readonly description: string;
  /** The folder of its bundle. */
  readonly bundle: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** The permissions of its role, besides writing its own log. */
  readonly permissions?: readonly PolicyStatement[];
  /** For functions that talk to Kafka. */
  readonly network?: { readonly vpc: IVpc; readonly securityGroup: ISecurityGroup };
}

/** Lambda itself needs these to put a function into the network. They cannot be limited to resources. */
const NETWORK_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** A function on Node 24 from a bundle, with a role that has only the given permissions. */
export class NodeFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const { stage, name, network } = props;
    const logs = stageLogGroup(this, 'Logs', stage, `/aws/lambda/${name}`);
    const role = serviceRole(this, 'Role', {
      roleName: roleName(name),
      description: `Permissions of the function ${name}`,
      service: 'lambda.amazonaws.com',
      statements: this.statements(props),
    });
    this.function = new LambdaFunction(this, 'Function', {
      functionName: name,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(props.bundle),
      role,
      memorySize: stage.memoryMb[name] ?? props.memoryMb,
      timeout: Duration.seconds(props.timeoutSeconds),
      reservedConcurrentExecutions: props.reservedConcurrency,
      environment: { ...props.environment },
      logGroup: logs,
      // The logger and the metrics write JSON themselves, which Lambda does not change. With this format, Lambda's own
      // lines (timeouts, crashes, reports) and uncaught errors are JSON too, so one query finds all.
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.INFO,
      ...(network === undefined ? {} : { vpc: network.vpc, securityGroups: [network.securityGroup] }),
    });
  }

  private statements({ name, permissions = [], network }: NodeFunctionProps): PolicyStatement[] {
    const ownLog = Stack.of(this).formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName: `/aws/lambda/${name}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return [
      new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [ownLog] }),
      ...(network === undefined ? [] : [new PolicyStatement({ actions: NETWORK_ACTIONS, resources: ['*'] })]),
      ...permissions,
    ];
  }
}

/** The name of a function's role. It has the region, because roles are global. Policies of keys use it. */
export function roleName(functionName: string): string {
  return `roadstream-${functionName}-${Aws.REGION}`;
}
