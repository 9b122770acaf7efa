import { exampleId, ID_CHARACTERS } from './ids.ts';

/**
 * The address of an operation: `op_<room>_<request>_<owner>.<expires>`. How it is written, how it is read and what it
 * looks like in schemas are here, together.
 */
export interface OperationParts {
  /** Whose table has its record. */
  readonly room: string;
  /** A hash of the request, or random. */
  readonly request: string;
  /** A hash of the request and its principal. */
  readonly owner: string;
}

/** Base 36 needs six characters from 1971 to 2038 and seven until the year 4453; earlier times get zeros in front. */
const LEAST_CHARACTERS = 6;
const MOST_CHARACTERS = 7;

const ID = `op_[a-z]+_${ID_CHARACTERS}_${ID_CHARACTERS}`;
const SECONDS = `[0-9a-z]{${LEAST_CHARACTERS},${MOST_CHARACTERS}}`;

/** What an address looks like, for schemas. */
export const OPERATION_ADDRESS_PATTERN = String.raw`^${ID}\.${SECONDS}$`;

export function operationId({ room, request, owner }: OperationParts): string {
  return `op_${room}_${request}_${owner}`;
}

/** The same id in each run, for examples. */
export function exampleOperationId(room: string): string {
  const [request, owner] = [exampleId('').slice(1), exampleId('', 2).slice(1)];
  return operationId({ room, request, owner });
}

/** The address: the operation's id, and until when it may still be decided, rounded up to seconds since 1970. */
export function operationAddress(id: string, expiresMilliseconds: number): string {
  const seconds = Math.ceil(expiresMilliseconds / 1000).toString(36);
  return `${id}.${seconds.padStart(LEAST_CHARACTERS, '0')}`;
}

export interface ReadAddress extends OperationParts {
  readonly id: string;
  readonly expiresMilliseconds: number;
}

const ADDRESS = new RegExp(OPERATION_ADDRESS_PATTERN);

/** What an address names; undefined for what is none. */
export function readOperationAddress(address: string): ReadAddress | undefined {
  if (!ADDRESS.test(address)) return undefined;
  const [id = '', seconds = ''] = address.split('.');
  const [, room = '', request = '', owner = ''] = id.split('_');
  return { id, room, request, owner, expiresMilliseconds: Number.parseInt(seconds, 36) * 1000 };
}
