import type { Provider } from '../../cloud/provider.ts';
import { Iot } from '../iot.ts';
import { parseStatement } from '../sql/statement.ts';
import { makeAction } from './actions.ts';
import { Properties } from './properties.ts';
import { refusing } from './refusing.ts';

const SQL_VERSION = '2016-03-23';
const MOST_ACTIONS = 10;

export const topicRule: Provider = {
  type: 'AWS::IoT::TopicRule',
  properties: {
    RuleName: 'emulated',
    TopicRulePayload: 'emulated',
    Tags: { noEffect: 'nobody is billed for a local rule' },
  },
  create: refusing((resource) => {
    const { cloud, generatedName } = resource;
    const iot = cloud.part(Iot);
    const properties = new Properties(resource);
    const name = properties.optionalText('RuleName') ?? generatedName.replaceAll(/\W/g, '_');
    if (!/^\w{1,128}$/.test(name))
      properties.refuse(`${name} is no name of a rule: letters, digits and _ only`);
    const payload = properties.part('TopicRulePayload');
    const version =
      payload.optionalText('AwsIotSqlVersion') ?? '2015-10-08, which it is when nothing is said';
    if (version !== SQL_VERSION)
      payload.refuse(`AwsIotSqlVersion must be ${SQL_VERSION} here, not ${version}`);
    const actions = payload.parts('Actions').map((action) => makeAction(action, cloud, iot));
    if (actions.length > MOST_ACTIONS) payload.refuse(`a rule has at most ${MOST_ACTIONS} actions`);
    const errorAction = payload.optionalPart('ErrorAction');
    iot.addRule({
      name,
      arn: iot.arns.rule(name),
      statement: parseStatement(payload.text('Sql')),
      disabled: payload.flag('RuleDisabled'),
      actions,
      errorAction: errorAction === undefined ? undefined : makeAction(errorAction, cloud, iot),
    });
    payload.optionalText('Description');
    payload.close();
    return { ref: name, attributes: { Arn: iot.arns.rule(name) } };
  }),
};
