import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnPolicy, CfnThingType } from 'aws-cdk-lib/aws-iot';
import { Construct } from 'constructs';
import type { MqttContract } from '../../shared/contracts/define.ts';
import { CAR_POLICY, THING_TYPE } from '../names.ts';

/** The name of the thing that the connection's certificate belongs to: the VIN. */
const OWN_NAME = '${iot:Connection.Thing.ThingName}';

export interface CarPolicyProps {
  readonly contracts: readonly MqttContract[];
}

/** The MQTT topic that a car publishes to. With Basic Ingest it names the rule, which has the contract's name. */
function topicOf(contract: MqttContract, car: string): string {
  const topic = contract.topic.replaceAll('{vin}', car);
  return contract.basicIngest ? `$aws/rules/${contract.name}/${topic}` : topic;
}

/** The thing type of cars and their policy: a car may connect under its own name and use only its own topics. */
export class CarPolicy extends Construct {
  constructor(scope: Construct, id: string, { contracts }: CarPolicyProps) {
    super(scope, id);
    new CfnThingType(this, 'ThingType', {
      thingTypeName: THING_TYPE,
      thingTypeProperties: { thingTypeDescription: 'A car of the fleet; its name is the VIN' },
    });
    const up = contracts.filter(({ direction }) => direction === 'up');
    const down = contracts.filter(({ direction }) => direction === 'down');
    const allow = (action: string, resources: readonly string[]) =>
      new PolicyStatement({ actions: [action], resources: resources.toSorted() });
    const connect = allow('iot:Connect', [this.arn('client', OWN_NAME)]);
    connect.addCondition('Bool', { 'iot:Connection.Thing.IsAttached': 'true' });
    new CfnPolicy(this, 'Policy', {
      policyName: CAR_POLICY,
      policyDocument: new PolicyDocument({
        // Merging would join actions that need different kinds of resource.
        minimize: false,
        statements: [
          connect,
          allow(
            'iot:Publish',
            up.map((contract) => this.arn('topic', topicOf(contract, OWN_NAME))),
          ),
          allow(
            'iot:Subscribe',
            down.map((contract) => this.arn('topicfilter', topicOf(contract, OWN_NAME))),
          ),
          allow(
            'iot:Receive',
            down.map((contract) => this.arn('topic', topicOf(contract, OWN_NAME))),
          ),
        ],
      }),
    });
  }

  private arn(resource: string, resourceName: string): string {
    return Stack.of(this).formatArn({
      service: 'iot',
      resource,
      resourceName,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }
}
