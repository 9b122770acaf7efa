import type { Principal } from '../../contracts/define.ts';
import { derivedId } from '../../kernel/ids.ts';
import { operationId, readOperationAddress } from '../../kernel/operation-address.ts';
import { randomId } from '../../kernel/random-id.ts';

/** A principal: the kind comes from the token's scope, the id is its subject. */
export interface Actor {
  readonly kind: Principal;
  readonly id: string;
}

const hash = (...parts: readonly string[]): string => derivedId('', ...parts).slice(1);

/** Binds an operation to its owner, so that whoever asks is known as such without a record. */
const ownerHash = (request: string, { kind, id }: Actor): string => hash('owner', request, kind, id);

/**
 * The id of a change. The same principal, route and idempotency key have the same id; without a key every request is
 * another.
 */
export function operationIdFor(room: string, actor: Actor, route: string, key: string | undefined): string {
  const request =
    key === undefined ? randomId('').slice(1) : hash('request', actor.kind, actor.id, route, key);
  return operationId({ room, request, owner: ownerHash(request, actor) });
}

export interface OwnOperation {
  readonly id: string;
  readonly room: string;
  readonly expiresMilliseconds: number;
}

/** What an address names, if it is this principal's; undefined for another's, and for what is none. */
export function ownOperation(address: string, actor: Actor): OwnOperation | undefined {
  const found = readOperationAddress(address);
  return found?.owner === ownerHash(found?.request ?? '', actor) ? found : undefined;
}
