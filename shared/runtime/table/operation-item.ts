import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Delivery } from '../operations/delivery.ts';
import type { Outcome } from '../operations/outcome.ts';
import type { OperationRecord } from '../operations/store.ts';
import { keys } from './keys.ts';

type Item = Record<string, AttributeValue>;

/** An operation's record as an item of the table. Deliveries are kept as text, with their exact bytes. */
export function operationItem(record: OperationRecord): Item {
  return {
    ...keys.operation(record.id),
    aggregate: { S: record.aggregate },
    outcome: { S: JSON.stringify(record.outcome) },
    time: { S: record.time },
    ...(record.fingerprint === undefined ? {} : { fingerprint: { S: record.fingerprint } }),
    events: { L: record.events.map(deliveryValue) },
    outputs: { L: record.outputs.map(deliveryValue) },
    ttl: { N: String(record.keepUntil) },
  };
}

export function operationOf(id: string, item: Item): OperationRecord {
  const fingerprint = item['fingerprint']?.S;
  return {
    id,
    aggregate: item['aggregate']?.S ?? '',
    outcome: JSON.parse(item['outcome']?.S ?? '') as Outcome,
    time: item['time']?.S ?? '',
    ...(fingerprint === undefined ? {} : { fingerprint }),
    events: (item['events']?.L ?? []).map(deliveryOf),
    outputs: (item['outputs']?.L ?? []).map(deliveryOf),
    keepUntil: Number(item['ttl']?.N),
  };
}

/** Every field of a delivery is text. */
function deliveryValue(delivery: Delivery): AttributeValue {
  return {
    M: Object.fromEntries(
      Object.entries(delivery).map(([name, text]): [string, AttributeValue] => [name, { S: text }]),
    ),
  };
}

function deliveryOf(value: AttributeValue): Delivery {
  const fields = Object.entries(value.M ?? {}).map(([name, { S }]) => [name, S]);
  return Object.fromEntries(fields) as Delivery;
}
