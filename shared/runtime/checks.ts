import type { TSchema } from 'typebox';
import { DeadLetter, Envelope } from '../contracts/envelope.ts';
import { routeSchemaName } from '../contracts/validate.ts';
import {
  checkNameOf,
  DEAD_LETTER_CHECK,
  ENVELOPE_CHECK,
  PORT_REQUEST_CHECK,
  REDRIVE_CHECK,
  TIMER_CHECK,
} from './check-names.ts';
import { LettersRequest } from './dead-letters/redrive-request.ts';
import { PortMessage } from './operations/drafts.ts';
import { TimerMessage } from './operations/timers.ts';
import type { FunctionDeclaration } from './room.ts';

/** Every schema that the function validates with, by name. The bundler compiles them. */
export function checksOf(declaration: FunctionDeclaration): Readonly<Record<string, TSchema>> {
  const checks: Record<string, TSchema> = { ...declaration.checks };
  if (declaration.scheduler === true) checks[TIMER_CHECK] = TimerMessage;
  if (declaration.may.redrive === true) {
    checks[DEAD_LETTER_CHECK] = DeadLetter;
    checks[REDRIVE_CHECK] = LettersRequest;
  }
  if (declaration.servesPort !== undefined) checks[PORT_REQUEST_CHECK] = PortMessage;
  for (const { topic, messages } of declaration.consumes ?? []) {
    if (topic.format === 'cloudevents') checks[ENVELOPE_CHECK] = Envelope;
    for (const contract of messages) {
      checks[checkNameOf(contract)] =
        contract.kind === 'mqtt' ? (contract.taken ?? contract.payload) : contract.data;
    }
  }
  for (const { id, params, query, body } of declaration.routes ?? []) {
    for (const [part, schema] of Object.entries({ params, query, body })) {
      if (schema !== undefined) checks[routeSchemaName(id, part as 'params' | 'query' | 'body')] = schema;
    }
  }
  return checks;
}
