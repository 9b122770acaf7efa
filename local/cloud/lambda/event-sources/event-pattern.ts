import { isRecord, own, type PlainRecord } from '../../core/plain-value.ts';

/** EventBridge's patterns, which Lambda's filters use: what a template may write under `FilterCriteria`. */

type Test = (value: unknown) => boolean;

const COMPARISONS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '=': (value, limit) => value === limit,
  '>=': (value, limit) => value >= limit,
  '>': (value, limit) => value > limit,
};

function unknownPattern(what: unknown): never {
  throw new Error(`the filter pattern has ${JSON.stringify(what)}, which is not emulated`);
}

function texts(value: unknown): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.every((item) => typeof item === 'string') ? list : unknownPattern(value);
}

function numeric(rule: unknown): Test {
  if (!Array.isArray(rule) || rule.length === 0 || rule.length % 2 !== 0)
    return unknownPattern({ numeric: rule });
  const tests = Array.from({ length: rule.length / 2 }, (_, index) => {
    const compare = own(COMPARISONS, String(rule[index * 2])) ?? unknownPattern({ numeric: rule });
    const limit = Number(rule[index * 2 + 1]);
    return (value: number) => compare(value, limit);
  });
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function anythingBut(rule: unknown): Test {
  if (isRecord(rule)) {
    const test = operator(rule);
    return (value) => value !== undefined && !test(value);
  }
  const refused: readonly unknown[] = Array.isArray(rule) ? rule : [rule];
  return (value) => value !== undefined && !refused.includes(value);
}

function onText(rule: unknown, test: (text: string, part: string) => boolean): Test {
  const fold = isRecord(rule) && 'equals-ignore-case' in rule;
  const parts = texts(fold ? rule['equals-ignore-case'] : rule).map((part) =>
    fold ? part.toLowerCase() : part,
  );
  return (value) =>
    typeof value === 'string' && parts.some((part) => test(fold ? value.toLowerCase() : value, part));
}

/** `{ "prefix": "a" }` and its like. */
function operator(rule: PlainRecord): Test {
  const [[name, argument] = ['', undefined], ...more] = Object.entries(rule);
  if (more.length > 0) return unknownPattern(rule);
  switch (name) {
    case 'prefix':
      return onText(argument, (text, part) => text.startsWith(part));
    case 'suffix':
      return onText(argument, (text, part) => text.endsWith(part));
    case 'equals-ignore-case':
      return onText({ [name]: argument }, (text, part) => text === part);
    case 'anything-but':
      return anythingBut(argument);
    case 'numeric':
      return numeric(argument);
    case 'exists':
      return (value) => (value !== undefined) === (argument === true);
    default:
      return unknownPattern(rule);
  }
}

/** One entry of a field's list: a value to equal, or an operator. */
function entry(rule: unknown): Test {
  return isRecord(rule) ? operator(rule) : (value) => value === rule;
}

function field(rules: readonly unknown[]): Test {
  const tests = rules.map(entry);
  return (value) => {
    if (Array.isArray(value)) return value.some((item) => tests.some((test) => test(item)));
    return tests.some((test) => test(value));
  };
}

function object(pattern: PlainRecord): Test {
  const tests = Object.entries(pattern).map(([name, rule]): Test => {
    if (name === '$or' && Array.isArray(rule)) {
      const choices = rule.map((choice) => (isRecord(choice) ? object(choice) : unknownPattern(choice)));
      return (value) => choices.some((choice) => choice(value));
    }
    const test = eventPattern(rule);
    return (value) => test(isRecord(value) ? own(value, name) : undefined);
  });
  return (value) => tests.every((test) => test(value));
}

/** Throws an Error for what is no pattern or not emulated. The returned test takes the parsed value. */
export function eventPattern(pattern: unknown): Test {
  if (Array.isArray(pattern)) return field(pattern);
  return isRecord(pattern) ? object(pattern) : unknownPattern(pattern);
}
