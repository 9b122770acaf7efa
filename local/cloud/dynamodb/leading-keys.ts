import { isRecord, own, type PlainRecord } from '../core/plain-value.ts';

/** The text of an attribute value that can be a key: `{ S }`, `{ N }` or `{ B }`. */
export function keyText(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  const text = value['S'] ?? value['N'] ?? value['B'];
  return typeof text === 'string' ? text : undefined;
}

const EQUALITY = /([#\w.-]+)\s*=\s*(:[\w]+)/g;

/** What a query's key condition says that the partition key is. */
export function queryLeadingKey(input: PlainRecord, hashKey: string): string | undefined {
  const {
    KeyConditionExpression: expression,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  } = input;
  if (typeof expression !== 'string' || !isRecord(values)) return undefined;
  for (const [, name = '', placeholder = ''] of expression.matchAll(EQUALITY)) {
    const attribute = name.startsWith('#') && isRecord(names) ? own(names, name) : name;
    if (attribute === hashKey) return keyText(own(values, placeholder));
  }
  return undefined;
}
