import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { MessageContract, RouteContract } from '../../shared/contracts/define.ts';
import { textOf } from './sdk/named-schemas.ts';

/**
 * What tests have received from a running platform: the examples of the documents. `npm run answers` records them, each
 * with a print of the contract that it is an example of.
 */

/** Of the project that these files belong to. */
export const RECEIVED = resolve(import.meta.dirname, '../examples/received');

export interface ReceivedRequest {
  /** With its parameters filled in. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A route's success. */
export interface ReceivedAnswer {
  readonly contract: string;
  readonly request: ReceivedRequest;
  readonly status: number;
  readonly body?: unknown;
}

/** The body of an answer that many routes give. */
export interface ReceivedBody {
  /** The route that gave it. */
  readonly operation: string;
  readonly body: unknown;
}

/** Route → its success. A file for each room. */
export type Answers = Readonly<Record<string, ReceivedAnswer>>;

export interface SharedAnswers {
  /** By code. */
  readonly problems: Readonly<Record<string, ReceivedBody>>;
  /** By status: what API Gateway answers by itself. */
  readonly gateway: Readonly<Record<string, ReceivedBody>>;
  /** 202. */
  readonly pending?: ReceivedBody;
}

export interface ReceivedRecord {
  readonly contract: string;
  /** The whole record of the topic. */
  readonly envelope: { readonly type: string; readonly data: unknown };
}

/** Type → a record of it. */
export type Records = Readonly<Record<string, ReceivedRecord>>;

/** The files, in `RECEIVED`. */
export const SHARED = 'shared.json';
export const RECORDS = 'records.json';

function read<Content>(file: string, otherwise: Content): Content {
  const path = join(RECEIVED, file);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Content) : otherwise;
}

export function receivedAnswers(): Answers {
  const files = existsSync(RECEIVED) ? readdirSync(RECEIVED).toSorted() : [];
  const ofRooms = files.filter((file) => file !== SHARED && file !== RECORDS);
  return Object.assign({}, ...ofRooms.map((file) => read<Answers>(file, {}))) as Answers;
}

export const receivedShared = (): SharedAnswers => read(SHARED, { problems: {}, gateway: {} });

export const receivedRecords = (): Records => read(RECORDS, {});

const print = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);

/** Changes with what the contract says of a request and of its success. */
export function routePrint({ method, path, params, query, body, success }: RouteContract): string {
  const schemas = [params, query, body, success.body].map((schema) =>
    schema === undefined ? '' : textOf(schema),
  );
  return print(method, path, String(success.status), ...schemas);
}

/** Changes with what the contract says of the data. */
export const messagePrint = ({ type, data }: MessageContract): string => print(type, textOf(data));

/** The values of the path's parameters; undefined for another route's path. */
export function parametersIn(route: RouteContract, path: string): Record<string, string> | undefined {
  const [names, values] = [route.path.split('/'), path.split('/')];
  if (names.length !== values.length) return undefined;
  const found: Record<string, string> = {};
  for (const [n, name] of names.entries()) {
    const value = decodeURIComponent(values[n] ?? '');
    if (name.startsWith('{')) found[name.slice(1, -1)] = value;
    else if (name !== value) return undefined;
  }
  return found;
}
