import { PropertyReader } from '../../core/property-reader.ts';
import type { Provider } from '../../core/provider.ts';
import { Iot } from '../iot.ts';
import { parseStatement } from '../sql/statement.ts';
import { actionProperties, makeAction } from './actions.ts';
import { refusing } from './refusing.ts';

const SQL_VERSION = '2016-03-23';
const MOST_ACTIONS = 10;

export const topicRule: Provider = {
  type: 'AWS::IoT::TopicRule',
  properties: {
    RuleName: 'emulated',
    'TopicRulePayload.AwsIotSqlVersion': 'emulated',
    'TopicRulePayload.Description': { noEffect: 'it says something to people only' },
    'TopicRulePayload.RuleDisabled': 'emulated',
    'TopicRulePayload.Sql': 'emulated',
    ...actionProperties('TopicRulePayload.Actions[]'),
    ...actionProperties('TopicRulePayload.ErrorAction'),
    Tags: { noEffect: 'nobody is billed for a local rule' },
  },
  create: refusing((resource) => {
    const { cloud, generatedName } = resource;
    const iot = cloud.part(Iot);
    const properties = new PropertyReader(resource);
    const name = properties.optionalText('RuleName') ?? generatedName.replaceAll(/\W/g, '_');
    if (!/^\w{1,128}$/.test(name)) {
      properties.refuse(`${name} is no name of a rule: it has letters, digits and _ only`);
    }
    const payload = properties.child('TopicRulePayload');
    const version =
      payload.optionalText('AwsIotSqlVersion') ?? '2015-10-08, which it is when nothing is said';
    if (version !== SQL_VERSION)
      payload.refuse(`AwsIotSqlVersion must be ${SQL_VERSION} here, not ${version}`);
    const actions = payload.children('Actions');
    if (actions.length > MOST_ACTIONS) payload.refuse(`a rule has at most ${MOST_ACTIONS} actions`);
    iot.addRule({
      name,
      arn: iot.arns.rule(name),
      statement: parseStatement(payload.text('Sql')),
      disabled: payload.flag('RuleDisabled'),
      actions: actions.map((action) => makeAction(action, cloud, iot)),
      errorAction: payload.has('ErrorAction')
        ? makeAction(payload.child('ErrorAction'), cloud, iot)
        : undefined,
    });
    return { ref: name, attributes: { Arn: iot.arns.rule(name) } };
  }),
};
