import { LocalCloudError } from '../../core/local-cloud-error.ts';
import { asText, own } from '../../core/plain-value.ts';
import type { Stack } from './assembly.ts';

const BOOTSTRAP_PARAMETER = 'BootstrapVersion';
const FROM_PARAMETER_STORE = 'AWS::SSM::Parameter::Value<';

function defaultOf(stack: string, name: string, parameter: Readonly<Record<string, unknown>>): unknown {
  const { Type: type, Default: value } = parameter;
  if (value === undefined)
    throw new LocalCloudError(
      'TEMPLATE_INVALID',
      `${stack}: the parameter ${name} has no value and no default`,
    );
  if (String(type).startsWith(FROM_PARAMETER_STORE))
    throw new LocalCloudError(
      'TEMPLATE_INVALID',
      `${stack}: the parameter ${name} is read from the account's parameter store; the local cloud has none before the stacks`,
    );
  const isList = type === 'CommaDelimitedList' || String(type).startsWith('List<');
  return isList ? (asText(value) ?? '').split(',').map((item) => item.trim()) : value;
}

/**
 * The values of a stack's parameters: those given, else their defaults. The version of the CDK's bootstrap stack is
 * left out, because nothing is uploaded or deployed through one here.
 */
export function parameterValues(
  { name: stack, template }: Stack,
  given: Readonly<Record<string, string>> = {},
): Map<string, unknown> {
  return new Map(
    Object.entries(template.parameters)
      .filter(([name]) => name !== BOOTSTRAP_PARAMETER)
      .map(([name, parameter]) => [name, own(given, name) ?? defaultOf(stack, name, parameter)]),
  );
}
