import { asText } from '../../../local/cloud/core/plain-value.ts';
import type { TemplateResource } from '../synthesized.ts';
import { at, listAt, ofType, type Rule, set, type Templates } from './rule.ts';

const FUNCTION = 'AWS::Lambda::Function';
const ROLE = 'AWS::IAM::Role';

/** The longest name of a region: `ap-southeast-1`, `ap-northeast-3`. */
const REGION = 'ap-southeast-1';
const ACCOUNT = '111111111111';
const resolved = (text: string): string =>
  text.replaceAll('<AWS::Region>', REGION).replaceAll('<AWS::AccountId>', ACCOUNT);

const functionOf = (templates: Templates, mapping: TemplateResource): TemplateResource | undefined =>
  ofType(templates, FUNCTION).find(
    ({ logicalId }) => mapping.properties['FunctionName'] === `<${logicalId}.Arn>`,
  );
const named =
  (end: string) =>
  (lambda: TemplateResource): boolean =>
    String(lambda.properties['FunctionName']).endsWith(end);

/** Seconds. Source: Amazon API Gateway quotas (HTTP APIs); AWS Lambda developer guide on Kafka event sources. */
const LONGEST = { route: 30, topic: 14 * 60 };

const ended: Rule = {
  says: 'functions end before whoever waits for them has given up',
  problems: (templates) => {
    const integrated = ofType(templates, 'AWS::ApiGatewayV2::Integration').map(({ properties }) =>
      String(properties['IntegrationUri']),
    );
    const routed = ofType(templates, FUNCTION).filter(({ logicalId }) =>
      integrated.some((uri) => uri.includes(logicalId)),
    );
    const polled = ofType(templates, 'AWS::Lambda::EventSourceMapping')
      .filter(({ properties }) => properties['Topics'] !== undefined)
      .flatMap((mapping) => functionOf(templates, mapping) ?? []);
    const tooLong = (lambdas: readonly TemplateResource[], seconds: number): string[] =>
      lambdas
        .filter(({ properties }) => !(Number(properties['Timeout']) <= seconds))
        .map(({ properties }) => `${String(properties['FunctionName'])}: ${String(properties['Timeout'])} s`);
    return [
      ...(routed.length < 2 || polled.length < 2 ? ['there is nothing to look at'] : []),
      ...tooLong(routed, LONGEST.route),
      ...tooLong(polled, LONGEST.topic),
    ];
  },
  mistakes: {
    'a request that API Gateway has given up': set(FUNCTION, 'Timeout', 31, named('-http')),
    'a batch that Lambda’s pollers do not wait for': set(FUNCTION, 'Timeout', 900, named('-consumer')),
  },
};

/** Of the account's 1000, Lambda keeps 100 for functions that reserve none. Source: AWS Lambda quotas. */
const RESERVABLE = 900;

const shared: Rule = {
  says: 'functions leave others of the account’s concurrency',
  problems: (templates) => {
    const reserved = ofType(templates, FUNCTION).map(({ properties }) =>
      Number(properties['ReservedConcurrentExecutions'] ?? 0),
    );
    const sum = reserved.reduce((total, one) => total + one, 0);
    return sum <= RESERVABLE ? [] : [`${sum} reserved`];
  },
  mistakes: { 'one that takes all': set(FUNCTION, 'ReservedConcurrentExecutions', 950) },
};

/** Characters of a name; bytes of an environment; characters of a role's own policies. Source: quotas of Lambda and IAM. */
const LIMITS = { name: 64, environment: 4096, policies: 10_240 };

const within: Rule = {
  says: 'names, environments and policies are within the limits, wherever they are deployed',
  problems: (templates) => [
    ...ofType(templates, FUNCTION).flatMap(({ logicalId, properties }) => {
      const variables = resolved(JSON.stringify(at(properties, 'Environment.Variables') ?? {}));
      return [
        ...((asText(properties['FunctionName']) ?? '').length <= LIMITS.name
          ? []
          : [`${logicalId}: its name`]),
        ...(Buffer.byteLength(variables) <= LIMITS.environment ? [] : [`${logicalId}: its environment`]),
      ];
    }),
    ...ofType(templates, ROLE).flatMap(({ logicalId, properties }) => {
      const policies = listAt(properties, 'Policies').map((policy) =>
        resolved(JSON.stringify(at(policy, 'PolicyDocument'))),
      );
      return [
        ...(resolved(asText(properties['RoleName']) ?? '').length <= LIMITS.name
          ? []
          : [`${logicalId}: its name`]),
        ...(policies.join('').length <= LIMITS.policies ? [] : [`${logicalId}: its policies`]),
      ];
    }),
  ],
  mistakes: {
    'a function’s name too long': set(FUNCTION, 'FunctionName', 'f'.repeat(65)),
    'a role’s name too long in some regions': set(ROLE, 'RoleName', `${'r'.repeat(51)}<AWS::Region>`),
    'an environment too large': set(FUNCTION, 'Environment.Variables.MUCH', 'x'.repeat(5000)),
    'a role’s policies too long': set(ROLE, 'Policies', [
      { PolicyDocument: { Statement: [{ Action: 'a'.repeat(11_000) }] } },
    ]),
  },
};

export const functionRules: readonly Rule[] = [ended, shared, within];
