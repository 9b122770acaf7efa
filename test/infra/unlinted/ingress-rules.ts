import { isRecord } from '../../../local/cloud/core/plain-value.ts';
import { parseClientProperties } from '../../../local/cloud/iot/kafka/client-properties.ts';
import { parseStatement } from '../../../local/cloud/iot/sql/statement.ts';
import { parseTemplate } from '../../../local/cloud/iot/sql/template.ts';
import type { TemplateResource } from '../synthesized.ts';
import { at, complaint, first, listAt, ofType, type Rule, set, type Templates } from './rule.ts';

const RULE = 'AWS::IoT::TopicRule';
const POLICY = 'AWS::IoT::Policy';
const DESTINATION = 'AWS::IoT::TopicRuleDestination';
const KAFKA = 'TopicRulePayload.Actions.0.Kafka';
const CLIENT = `${KAFKA}.ClientProperties`;

const rules = (templates: Templates): TemplateResource[] => ofType(templates, RULE);
const topicNames = (templates: Templates): unknown[] =>
  ofType(templates, 'AWS::MSK::Topic').map(({ properties }) => properties['TopicName']);

const spoken: Rule = {
  says: 'a rule’s SQL is of the version that we know, and AWS would understand it',
  problems: (templates) =>
    rules(templates).flatMap(({ properties }) => {
      const { RuleName, TopicRulePayload } = properties;
      const version = at(TopicRulePayload, 'AwsIotSqlVersion');
      return [
        ...(/^\w{1,128}$/.test(String(RuleName)) ? [] : [`${String(RuleName)} is no name of a rule`]),
        ...(version === '2016-03-23' ? [] : [`version ${String(version)}`]),
        ...complaint(() => parseStatement(String(at(TopicRulePayload, 'Sql')))),
      ];
    }),
  mistakes: {
    'a word misspelt': set(RULE, 'TopicRulePayload.Sql', "SELECT * FORM 'cars/+/telemetry'"),
    'a function that is not there': set(RULE, 'TopicRulePayload.Sql', "SELECT vin() AS vin FROM 'cars/#'"),
    'a filter that MQTT has not': set(RULE, 'TopicRulePayload.Sql', "SELECT * FROM 'cars/#/telemetry'"),
    'the version that AWS takes when none is said': set(RULE, 'TopicRulePayload.AwsIotSqlVersion', undefined),
    'a version in beta': set(RULE, 'TopicRulePayload.AwsIotSqlVersion', 'beta'),
    'a dash in its name': set(RULE, 'RuleName', 'car-events'),
  },
};

const written: Rule = {
  says: 'what a rule writes to Kafka has a topic, templates and 1 to 100 headers that AWS takes',
  problems: (templates) =>
    rules(templates).flatMap(({ properties }) => {
      const action = at(properties, KAFKA);
      const topic = at(action, 'Topic');
      const headers = listAt(action, 'Headers');
      const texts = [
        topic,
        at(action, 'Key'),
        ...headers.flatMap((one) => [at(one, 'Key'), at(one, 'Value')]),
      ];
      return [
        ...(topicNames(templates).includes(topic) ? [] : [`no topic ${String(topic)}`]),
        ...(headers.length >= 1 && headers.length <= 100 ? [] : [`${headers.length} headers`]),
        ...texts.flatMap((text) => complaint(() => parseTemplate(String(text)))),
      ];
    }),
  mistakes: {
    'a topic that no template makes': set(RULE, `${KAFKA}.Topic`, 'cars.telemetrie'),
    'no headers in a list of them': set(RULE, `${KAFKA}.Headers`, []),
    'a hundred and one headers': set(
      RULE,
      `${KAFKA}.Headers`,
      Array.from({ length: 101 }, (_, index) => ({ Key: `h${index}`, Value: 'x' })),
    ),
    'a key that does not end': set(RULE, `${KAFKA}.Key`, '${topic(2)'),
    'a header with a function that is not there': set(RULE, `${KAFKA}.Headers.0.Value`, '${now()}'),
  },
};

const connected: Rule = {
  says: 'a rule’s client properties are those that IoT Core documents, and say how many brokers acknowledge',
  problems: (templates) =>
    rules(templates).flatMap(({ properties }) => {
      const client = at(properties, CLIENT);
      const acks = at(client, 'acks');
      return [
        ...complaint(() => parseClientProperties(client)),
        // 0 would lose records without a failure, and `all` is not among the documented values.
        ...(acks === '1' ? [] : [`acks=${String(acks)}`]),
      ];
    }),
  mistakes: {
    'a property of Kafka’s own client': set(RULE, CLIENT, { 'bootstrap.servers': 'b', 'linger.ms': '5' }),
    'acknowledgements of all': set(RULE, `${KAFKA}.ClientProperties`, { acks: 'all' }),
    'no password': (templates) => {
      const before = at(first(templates, RULE).properties, CLIENT) as object;
      return set(RULE, CLIENT, { ...before, 'sasl.scram.password': undefined })(templates);
    },
    'a message in the password': (templates) => {
      const before = at(first(templates, RULE).properties, CLIENT) as object;
      return set(RULE, CLIENT, { ...before, 'sasl.scram.password': '${password}' })(templates);
    },
    'no acknowledgement': (templates) => {
      const before = at(first(templates, RULE).properties, CLIENT) as object;
      return set(RULE, CLIENT, { ...before, acks: '0' })(templates);
    },
    'a mechanism that the cluster does not take': (templates) => {
      const before = at(first(templates, RULE).properties, CLIENT) as object;
      return set(RULE, CLIENT, { ...before, 'sasl.mechanism': 'PLAIN' })(templates);
    },
  },
};

const kept: Rule = {
  says: 'a rule goes through a destination of ours, and what fails has somewhere to go',
  problems: (templates) => {
    const destinations = new Set(ofType(templates, DESTINATION).map(({ logicalId }) => `<${logicalId}.Arn>`));
    return rules(templates).flatMap(({ properties }) => [
      ...(destinations.has(String(at(properties, `${KAFKA}.DestinationArn`))) ? [] : ['no destination']),
      ...(at(properties, 'TopicRulePayload.ErrorAction') === undefined ? ['no error action'] : []),
      ...(at(properties, 'TopicRulePayload.RuleDisabled') === true ? ['the rule is disabled'] : []),
    ]);
  },
  mistakes: {
    'another destination': set(
      RULE,
      `${KAFKA}.DestinationArn`,
      'arn:aws:iot:eu-west-1:1:ruledestination/vpc/x',
    ),
    'no error action': set(RULE, 'TopicRulePayload.ErrorAction', undefined),
    'a rule that is disabled': set(RULE, 'TopicRulePayload.RuleDisabled', true),
  },
};

/** Variables of IoT Core's policies, as far as a thing has them. Source: AWS IoT Core developer guide, “Thing policy variables”. */
const VARIABLES =
  /^iot:(Connection\.Thing\.(ThingName|ThingTypeName|IsAttached|Attributes\[\w+\])|ClientId|Certificate\.[\w.]+|SourceIp)$/;
/** Characters, without white space. Source: AWS IoT Core quotas. */
const LONGEST_POLICY = 2048;

const limited: Rule = {
  says: 'a car’s policy names variables that there are, only what is the car’s own, and is not too long',
  problems: (templates) =>
    ofType(templates, POLICY).flatMap(({ properties }) => {
      const document = JSON.stringify(properties['PolicyDocument']);
      const statements = listAt(properties, 'PolicyDocument.Statement');
      const resources = statements.flatMap((statement) => [at(statement, 'Resource')].flat()).map(String);
      const conditions = statements.flatMap((statement) =>
        Object.values(at(statement, 'Condition') ?? {}).flatMap((keys) =>
          Object.keys(isRecord(keys) ? keys : {}),
        ),
      );
      const variables = [...document.matchAll(/\$\{([^}]*)\}/g)].map(([, name = '']) => name);
      return [
        ...[...variables, ...conditions].filter((name) => !VARIABLES.test(name)),
        ...resources.filter((resource) => !resource.includes('${iot:Connection.Thing.ThingName}')),
        ...resources.filter((resource) => /[*?+#]/.test(resource)),
        ...(document.length <= LONGEST_POLICY ? [] : [`${document.length} characters`]),
        ...statements
          .filter((statement) => at(statement, 'Action') === 'iot:Connect')
          .filter((statement) => at(statement, 'Condition.Bool') === undefined)
          .map(() => 'a certificate without its thing may connect'),
      ];
    }),
  mistakes: {
    'a variable misspelt': set(POLICY, 'PolicyDocument.Statement.1.Resource', [
      'arn:aws:iot:r:a:topic/cars/${iot:Connection.Thing.Name}/events',
    ]),
    'another car’s topics': set(POLICY, 'PolicyDocument.Statement.1.Resource', [
      'arn:aws:iot:r:a:topic/cars/*',
    ]),
    'any client': set(POLICY, 'PolicyDocument.Statement.0.Resource', '*'),
    'a certificate that is no car’s': set(POLICY, 'PolicyDocument.Statement.0.Condition', undefined),
    'a policy too long': set(
      POLICY,
      'PolicyDocument.Statement.1.Resource',
      Array.from(
        { length: 40 },
        (_, i) => `arn:aws:iot:r:a:topic/cars/\${iot:Connection.Thing.ThingName}/${i}`,
      ),
    ),
  },
};

const reached: Rule = {
  says: 'the way into the network has an interface in each of the brokers’ subnets, and is made after its role',
  problems: (templates) =>
    ofType(templates, DESTINATION).flatMap(({ properties, dependsOn }) => {
      const subnets = listAt(properties, 'VpcProperties.SubnetIds').map(String);
      const brokers = listAt(
        first(templates, 'AWS::MSK::Cluster').properties,
        'BrokerNodeGroupInfo.ClientSubnets',
      );
      const role = String(at(properties, 'VpcProperties.RoleArn')).slice(1, -'.Arn>'.length);
      return [
        ...(new Set(subnets).size === brokers.length ? [] : [`${subnets.length} subnets`]),
        ...(dependsOn.includes(role) ? [] : [`it does not wait for ${role}`]),
      ];
    }),
  mistakes: {
    'a subnet left out': (templates) => {
      const subnets = listAt(first(templates, DESTINATION).properties, 'VpcProperties.SubnetIds');
      return set(DESTINATION, 'VpcProperties.SubnetIds', subnets.slice(1))(templates);
    },
    'a role that may come later': (templates) =>
      templates.map((resource) =>
        resource.type === DESTINATION ? { ...resource, dependsOn: [] } : resource,
      ),
  },
};

export const ingressRules: readonly Rule[] = [spoken, written, connected, kept, limited, reached];
