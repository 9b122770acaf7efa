import { emulated, noEffect } from '../../core/no-effect.ts';
import { PropertyReader } from '../../core/property-reader.ts';
import type { Provider } from '../../core/provider.ts';
import { Functions } from '../functions.ts';

/** Versions and aliases are other names of a function here: whoever invokes one gets the code that is deployed. */

const ONE_VERSION_REASON = 'there is one version of each function here';
const CAPACITY_REASON = 'workers start fast enough';
const FIRST = '1';

export const lambdaVersion: Provider = {
  type: 'AWS::Lambda::Version',
  properties: {
    ...emulated('FunctionName'),
    ...noEffect(ONE_VERSION_REASON, 'CodeSha256', 'RuntimePolicy'),
    ...noEffect(CAPACITY_REASON, 'ProvisionedConcurrencyConfig'),
    ...noEffect('it says something to people only', 'Description'),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const functions = resource.cloud.part(Functions);
    const { arn, name } = functions.definition(properties.text('FunctionName'));
    const FunctionArn = `${arn}:${FIRST}`;
    functions.qualify(name, FIRST);
    return { ref: FunctionArn, attributes: { FunctionArn, Version: FIRST } };
  },
};

export const lambdaAlias: Provider = {
  type: 'AWS::Lambda::Alias',
  properties: {
    ...emulated('FunctionName', 'FunctionVersion', 'Name', 'RoutingConfig'),
    ...noEffect(CAPACITY_REASON, 'ProvisionedConcurrencyConfig'),
    ...noEffect('it says something to people only', 'Description'),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const functions = resource.cloud.part(Functions);
    const { arn, name } = functions.definition(properties.text('FunctionName'));
    if (properties.has('RoutingConfig')) properties.refuse(`RoutingConfig: ${ONE_VERSION_REASON}`);
    const version = properties.text('FunctionVersion');
    if (version !== FIRST && version !== '$LATEST')
      properties.refuse(`FunctionVersion ${version}: ${ONE_VERSION_REASON}`);
    const alias = properties.text('Name');
    const AliasArn = `${arn}:${alias}`;
    functions.qualify(name, alias);
    return { ref: AliasArn, attributes: { AliasArn } };
  },
};
