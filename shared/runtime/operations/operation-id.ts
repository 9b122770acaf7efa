import type { Principal } from '../../contracts/define.ts';
import { derivedId } from '../../kernel/ids.ts';
import { randomId } from '../../kernel/random-id.ts';

/** A principal: the kind comes from the token's scope, the id is its subject. */
export interface Actor {
  readonly kind: Principal;
  readonly id: string;
}

const hash = (...parts: readonly string[]): string => derivedId('', ...parts).slice(1);

/** Binds an operation to its owner, so that the owner can be checked without a record. */
const ownerHash = (first: string, { kind, id }: Actor): string => hash('owner', first, kind, id);

/**
 * The id of a change: `op_<room>_<request>_<owner>`. The same principal, route and idempotency key have the same id.
 * Without a key every request has a new id.
 */
export function operationIdFor(room: string, actor: Actor, route: string, key: string | undefined): string {
  const first = key === undefined ? randomId('').slice(1) : hash('request', actor.kind, actor.id, route, key);
  return `op_${room}_${first}_${ownerHash(first, actor)}`;
}

/** The address of an operation: its id, and the time until which it may be decided (seconds since 1970, base 36). */
export function operationAddress(id: string, expiresMilliseconds: number): string {
  return `${id}.${Math.ceil(expiresMilliseconds / 1000).toString(36)}`;
}

export interface AddressedOperation {
  readonly id: string;
  readonly room: string;
  readonly expiresMilliseconds: number;
}

/** Parses an address of this principal. Undefined for another principal's, and for a text that is not an address. */
export function readOperationAddress(address: string, actor: Actor): AddressedOperation | undefined {
  const [, id = '', room = '', first = '', owner, expires = ''] =
    /^(op_([a-z]+)_([0-9a-z]{26})_([0-9a-z]{26}))\.([0-9a-z]{1,9})$/.exec(address) ?? [];
  if (owner === undefined || owner !== ownerHash(first, actor)) return undefined;
  return { id, room, expiresMilliseconds: Number.parseInt(expires, 36) * 1000 };
}
