import {
  messagePrint,
  parametersIn,
  type ReceivedAnswer,
  type ReceivedRecord,
  routePrint,
} from '../../docs/generator/received.ts';
import '../../shared/contracts/compile.ts';
import type { TSchema } from 'typebox';
import { messages, routes } from '../../shared/contracts/catalogue.ts';
import { Envelope } from '../../shared/contracts/envelope.ts';
import { findErrorEntry } from '../../shared/contracts/errors.ts';
import { violations } from '../../shared/contracts/validate.ts';

/** Why something that was received is no example: undefined for one that is what its contract says. */

const RECORD_AGAIN = 'the contract has changed since: record it again (npm run answers)';

export function wrongAnswer(
  id: string,
  { contract, request, status, body }: ReceivedAnswer,
): string | undefined {
  const route = routes.find((one) => one.id === id);
  if (route === undefined) return 'there is no such route';
  if (contract !== routePrint(route)) return RECORD_AGAIN;
  if (status !== route.success.status) return `${status} is not its success`;
  return [
    no(route.params, parametersIn(route, request.path), 'the path'),
    no(route.query, request.query ?? {}, 'the query'),
    no(route.body, request.body, 'the request'),
    no(route.success.body, body, 'the answer'),
  ].find((why) => why !== undefined);
}

export function wrongProblem(code: string, body: unknown): string | undefined {
  const entry = findErrorEntry(code);
  if (entry === undefined) return 'there is no such code';
  const { status, title, retry } = body as { status?: unknown; title?: unknown; retry?: unknown };
  return status === entry.status && title === entry.title && retry === entry.retry ? undefined : RECORD_AGAIN;
}

export function wrongRecord(type: string, { contract, envelope }: ReceivedRecord): string | undefined {
  const message = messages.find((one) => one.type === type);
  if (message === undefined) return 'there is no such message';
  if (contract !== messagePrint(message)) return RECORD_AGAIN;
  return no(Envelope, envelope, 'the record') ?? no(message.data, envelope.data, 'its data');
}

function no(schema: TSchema | undefined, value: unknown, what: string): string | undefined {
  if (schema === undefined) return undefined;
  const [first] = violations(what, schema, value);
  return first === undefined ? undefined : `${what}: ${first.path} ${first.message}`;
}
