/**
 * A value of a template with its intrinsic functions written as text, so that tests can say what they expect:
 * `<Ref>`, `<Resource.Attribute>`, `<stack:export>`, and lists that were split as `<…|0>`, `<…|1>`.
 */
export function readable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined) {
    const text = intrinsic(first[0], first[1]);
    if (text !== undefined) return text;
  }
  return Object.fromEntries(entries.map(([key, inner]) => [key, readable(inner)]));
}

function intrinsic(name: string, argument: unknown): unknown {
  switch (name) {
    case 'Ref':
      return `<${String(argument)}>`;
    case 'Fn::GetAtt':
      return `<${(argument as string[]).join('.')}>`;
    case 'Fn::ImportValue':
      return `<${String(readable(argument)).replace(/^roadstream-/, '')}>`;
    case 'Fn::Join': {
      const [delimiter, parts] = argument as [string, unknown[]];
      return parts.map((part) => String(readable(part))).join(delimiter);
    }
    case 'Fn::Select': {
      const [index, list] = argument as [number, unknown];
      return `<${String(readable(list))}|${index}>`;
    }
    case 'Fn::Split': {
      const [, text] = argument as [string, unknown];
      return String(readable(text)).replace(/^<(.*)>$/, '$1');
    }
    case 'Fn::GetAZs':
      return 'zones';
    default:
      return undefined;
  }
}
