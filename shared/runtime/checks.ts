import type { TSchema } from 'typebox';
import type { MessageContract, MqttContract } from '../contracts/define.ts';
import { Envelope } from '../contracts/envelope.ts';
import { routeSchemaName } from '../contracts/validate.ts';
import { PortRequest } from './drafts.ts';
import type { FunctionDeclaration } from './room.ts';
import { TimerMessage } from './timers.ts';

/** Under which names the schemas are compiled that a function checks with. */

export const ENVELOPE_CHECK = 'envelope';
export const TIMER_CHECK = 'timer';
export const PORT_REQUEST_CHECK = 'port-request';

/** A command's or event's data under its type; what comes over MQTT as `mqtt.<name>`. */
export function checkNameOf(contract: MessageContract | MqttContract): string {
  return contract.kind === 'mqtt' ? `mqtt.${contract.name}` : contract.type;
}

/** Every schema that the function needs a compiled check of, by name: what the bundler compiles for it. */
export function checksOf(declaration: FunctionDeclaration): Readonly<Record<string, TSchema>> {
  const checks: Record<string, TSchema> = { ...declaration.checks };
  if (declaration.agenda === true) checks[TIMER_CHECK] = TimerMessage;
  if (declaration.servesPort !== undefined) checks[PORT_REQUEST_CHECK] = PortRequest;
  for (const { topic, messages } of declaration.consumes ?? []) {
    if (topic.format === 'cloudevents') checks[ENVELOPE_CHECK] = Envelope;
    for (const contract of messages) {
      checks[checkNameOf(contract)] = contract.kind === 'mqtt' ? contract.payload : contract.data;
    }
  }
  for (const { id, params, query, body } of declaration.routes ?? []) {
    for (const [part, schema] of Object.entries({ params, query, body })) {
      if (schema !== undefined) checks[routeSchemaName(id, part as 'params' | 'query' | 'body')] = schema;
    }
  }
  return checks;
}
