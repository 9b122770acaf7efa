import { own } from '../../core/plain-value.ts';
import { matches, matchesArn, type Variables } from './pattern.ts';

/** Compares one value of the request with one of the policy. */
type Comparison = (actual: string, wanted: string, variables: Variables) => boolean;

const numeric =
  (compare: (a: number, b: number) => boolean): Comparison =>
  (actual, wanted) =>
    compare(Number(actual), Number(wanted));

const date =
  (compare: (a: number, b: number) => boolean): Comparison =>
  (actual, wanted) =>
    compare(Date.parse(actual), Date.parse(wanted));

/** Text that is compared whole still has its variables filled in; its `*` and `?` are ordinary characters. */
const equals: Comparison = (actual, wanted, variables) =>
  wanted.includes('${')
    ? matches(wanted.replaceAll('*', '${*}').replaceAll('?', '${?}'), actual, variables)
    : actual === wanted;

const POSITIVE: Readonly<Record<string, Comparison>> = {
  StringEquals: equals,
  StringEqualsIgnoreCase: (actual, wanted, variables) =>
    equals(actual.toLowerCase(), wanted.toLowerCase(), variables),
  StringLike: (actual, wanted, variables) => matches(wanted, actual, variables),
  ArnEquals: (actual, wanted, variables) => matchesArn(wanted, actual, variables),
  ArnLike: (actual, wanted, variables) => matchesArn(wanted, actual, variables),
  Bool: (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase(),
  NumericEquals: numeric((a, b) => a === b),
  NumericLessThan: numeric((a, b) => a < b),
  NumericLessThanEquals: numeric((a, b) => a <= b),
  NumericGreaterThan: numeric((a, b) => a > b),
  NumericGreaterThanEquals: numeric((a, b) => a >= b),
  DateEquals: date((a, b) => a === b),
  DateLessThan: date((a, b) => a < b),
  DateLessThanEquals: date((a, b) => a <= b),
  DateGreaterThan: date((a, b) => a > b),
  DateGreaterThanEquals: date((a, b) => a >= b),
};

const NEGATIVE: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
};

interface Operator {
  readonly compare: Comparison;
  readonly negated: boolean;
  readonly set: 'all' | 'any' | undefined;
  readonly ifExists: boolean;
}

function operator(name: string): Operator | undefined {
  const [, set, base = '', ifExists] =
    /^(?:ForAll(Values):|ForAny(?:Value):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const positive = own(NEGATIVE, base);
  const compare = own(POSITIVE, positive ?? base);
  if (compare === undefined) return undefined;
  const any = name.startsWith('ForAnyValue:') ? 'any' : undefined;
  return {
    compare,
    negated: positive !== undefined,
    set: set === undefined ? any : 'all',
    ifExists: ifExists !== undefined,
  };
}

/** Whether the local cloud evaluates this condition operator. */
export function isConditionOperator(name: string): boolean {
  return name === 'Null' || operator(name) !== undefined;
}

function holds(
  { compare, negated, set, ifExists }: Operator,
  actual: readonly string[] | undefined,
  wanted: readonly string[],
  variables: Variables,
): boolean {
  if (actual === undefined || actual.length === 0)
    return ifExists || set === 'all' || (negated && set !== 'any');
  const agrees = (value: string): boolean =>
    wanted.some((text) => compare(value, text, variables)) !== negated;
  if (set === 'all') return actual.every(agrees);
  if (set === 'any' || !negated) return actual.some(agrees);
  return actual.every(agrees);
}

/** Whether every condition of a statement holds for a request's context (keys in lower case). */
export function conditionsHold(
  conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
  context: Variables,
): boolean {
  return Object.entries(conditions).every(([name, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const actual = own(context, key.toLowerCase());
      if (name === 'Null') return wanted.every((text) => (text === 'true') === ((actual ?? []).length === 0));
      const known = operator(name);
      return known !== undefined && holds(known, actual, wanted, context);
    }),
  );
}
