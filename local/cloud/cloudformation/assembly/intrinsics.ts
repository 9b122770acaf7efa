import { asText, isRecord, onlyKey, own, type PlainRecord } from '../../core/plain-value.ts';
import { Refusal, type Resource } from '../../core/provider.ts';
import { cidrBlocks } from './cidr.ts';
import { substitute } from './substitute.ts';

/** Where a value stands in a template, and what the functions in it may ask for. */
export interface Scope {
  readonly place: Pick<Resource, 'stack' | 'logicalId' | 'type'>;
  readonly region: string;
  /** A resource's reference, a parameter's value or a pseudo parameter. */
  ref(name: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  condition(name: string): boolean;
  /** Undefined when the map has no such entry. */
  mapped(map: string, top: string, second: string): unknown;
  importedValue(exportName: string): unknown;
  stackOutput(stack: string, output: string): unknown;
}

/** What `{ "Ref": "AWS::NoValue" }` stands for: the property or element is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

function refuse(scope: Scope, why: string): never {
  throw new Refusal(scope.place, why);
}

function list(value: unknown, scope: Scope, name: string): readonly unknown[] {
  const resolved = resolveValue(value, scope);
  return Array.isArray(resolved)
    ? resolved
    : refuse(scope, `${name} wants a list, not ${JSON.stringify(resolved)}`);
}

function text(value: unknown, scope: Scope, name: string): string {
  const resolved = resolveValue(value, scope);
  return asText(resolved) ?? refuse(scope, `${name} wants text, not ${JSON.stringify(resolved)}`);
}

function whole(value: unknown, scope: Scope, name: string): number {
  const number = Number(text(value, scope, name));
  return Number.isInteger(number)
    ? number
    : refuse(scope, `${name} wants a whole number, not ${String(value)}`);
}

/** The arguments of a function that takes several, not yet resolved. */
function parts(argument: unknown, scope: Scope, name: string): readonly unknown[] {
  return Array.isArray(argument) ? argument : refuse(scope, `${name} wants a list of arguments`);
}

/** Within conditions: another condition by name, or a function that gives true or false. */
function truth(value: unknown, scope: Scope): boolean {
  const name = isRecord(value) && onlyKey(value) === 'Condition' ? value['Condition'] : undefined;
  return typeof name === 'string' ? scope.condition(name) : String(resolveValue(value, scope)) === 'true';
}

/** A value of another stack that stands in a `Fn::GetStackOutput`; region and role say where to look on AWS. */
function stackOutput(argument: unknown, scope: Scope): unknown {
  if (!isRecord(argument)) return refuse(scope, 'Fn::GetStackOutput wants an object');
  return scope.stackOutput(
    text(argument['StackName'], scope, 'StackName'),
    text(argument['OutputName'], scope, 'OutputName'),
  );
}

function findInMap(argument: unknown, scope: Scope): unknown {
  const [map, top, second, options] = parts(argument, scope, 'Fn::FindInMap');
  const [mapName, topKey, secondKey] = [map, top, second].map((part) => text(part, scope, 'Fn::FindInMap'));
  const found = scope.mapped(mapName ?? '', topKey ?? '', secondKey ?? '');
  if (found !== undefined) return found;
  if (isRecord(options) && 'DefaultValue' in options) return resolveValue(options['DefaultValue'], scope);
  return refuse(scope, `Fn::FindInMap finds no ${mapName} ${topKey} ${secondKey}`);
}

function select(argument: unknown, scope: Scope): unknown {
  const [index, from] = parts(argument, scope, 'Fn::Select');
  const position = whole(index, scope, 'Fn::Select');
  const values = list(from, scope, 'Fn::Select');
  return position in values ? values[position] : refuse(scope, `Fn::Select finds no element ${position}`);
}

function attribute(argument: unknown, scope: Scope): unknown {
  const [logicalId = '', ...rest] =
    typeof argument === 'string' ? argument.split('.') : parts(argument, scope, 'Fn::GetAtt');
  const name = rest.map((part) => text(part, scope, 'Fn::GetAtt')).join('.');
  return scope.attribute(String(logicalId), name);
}

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => (argument === 'AWS::NoValue' ? NO_VALUE : scope.ref(String(argument))),
  'Fn::GetAtt': attribute,
  'Fn::Sub': (argument, scope) => {
    const [template, locals] = Array.isArray(argument) ? argument : [argument, {}];
    return substitute(text(template, scope, 'Fn::Sub'), (name) => {
      if (isRecord(locals) && Object.hasOwn(locals, name)) return text(locals[name], scope, 'Fn::Sub');
      return text(name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name }, scope, 'Fn::Sub');
    });
  },
  'Fn::Join': (argument, scope) => {
    const [delimiter, values] = parts(argument, scope, 'Fn::Join');
    return list(values, scope, 'Fn::Join')
      .map((value) => text(value, scope, 'Fn::Join'))
      .join(text(delimiter, scope, 'Fn::Join'));
  },
  'Fn::Select': select,
  'Fn::Split': (argument, scope) => {
    const [delimiter, source] = parts(argument, scope, 'Fn::Split');
    return text(source, scope, 'Fn::Split').split(text(delimiter, scope, 'Fn::Split'));
  },
  'Fn::If': (argument, scope) => {
    const [name, yes, no] = parts(argument, scope, 'Fn::If');
    return resolveValue(scope.condition(String(name)) ? yes : no, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [a, b] = parts(argument, scope, 'Fn::Equals').map((part) => resolveValue(part, scope));
    return JSON.stringify(asText(a) ?? a) === JSON.stringify(asText(b) ?? b);
  },
  'Fn::And': (argument, scope) => parts(argument, scope, 'Fn::And').every((part) => truth(part, scope)),
  'Fn::Or': (argument, scope) => parts(argument, scope, 'Fn::Or').some((part) => truth(part, scope)),
  'Fn::Not': (argument, scope) => !truth(parts(argument, scope, 'Fn::Not')[0], scope),
  'Fn::FindInMap': findInMap,
  'Fn::ImportValue': (argument, scope) => scope.importedValue(text(argument, scope, 'Fn::ImportValue')),
  'Fn::GetStackOutput': stackOutput,
  'Fn::Base64': (argument, scope) => Buffer.from(text(argument, scope, 'Fn::Base64')).toString('base64'),
  'Fn::GetAZs': (argument, scope) => {
    const region = text(argument, scope, 'Fn::GetAZs') || scope.region;
    return ['a', 'b', 'c'].map((zone) => `${region}${zone}`);
  },
  'Fn::Cidr': (argument, scope) => {
    const [block, count, bits = 8] = parts(argument, scope, 'Fn::Cidr');
    return (
      cidrBlocks(
        text(block, scope, 'Fn::Cidr'),
        whole(count, scope, 'Fn::Cidr'),
        whole(bits, scope, 'Fn::Cidr'),
      ) ?? refuse(scope, `Fn::Cidr cannot cut ${JSON.stringify(argument)}; the local cloud does IPv4 only`)
    );
  },
};

function intrinsicName(value: PlainRecord): string | undefined {
  const key = onlyKey(value);
  return key === 'Ref' || key?.startsWith('Fn::') ? key : undefined;
}

/** Evaluates the intrinsic functions in a value of a template. Throws a Refusal that names the place. */
export function resolveValue(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value))
    return value.map((item) => resolveValue(item, scope)).filter((item) => item !== NO_VALUE);
  if (!isRecord(value)) return value;
  const name = intrinsicName(value);
  if (name === undefined)
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, item]) => [key, resolveValue(item, scope)] as const)
        .filter(([, item]) => item !== NO_VALUE),
    );
  const intrinsic = own(INTRINSICS, name);
  if (intrinsic === undefined) return refuse(scope, `the local cloud does not know ${name}`);
  return intrinsic(value[name], scope);
}

/** The functions in a value that `resolveValue` would refuse. */
export function unknownIntrinsics(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(unknownIntrinsics);
  if (!isRecord(value)) return [];
  const name = intrinsicName(value);
  const here = name !== undefined && !Object.hasOwn(INTRINSICS, name) ? [name] : [];
  return [...here, ...Object.values(value).flatMap(unknownIntrinsics)];
}
