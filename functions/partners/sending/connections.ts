import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Address } from './receivers.ts';

/**
 * Connections that are used for several requests, while a sender works. A connection is used again only for an attempt
 * whose own look at the name server led to the same addresses: so each request goes to an address that was checked for it.
 */
export class Connections {
  readonly #agents = new Map<string, HttpAgent | HttpsAgent>();

  agentFor({ origin, protocol }: URL, addresses: readonly Address[]): HttpAgent | HttpsAgent {
    const key = [origin, ...addresses.map(({ address }) => address).toSorted()].join(' ');
    const known = this.#agents.get(key);
    if (known !== undefined) return known;
    const options = { keepAlive: true, lookup: pinned(addresses) };
    const made = protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
    this.#agents.set(key, made);
    return made;
  }

  /** Ends all of them: a function that is frozen keeps no connection. */
  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }
}

/** Node calls it for names only, and connects to what it says: no second look at a name server in between. */
export function pinned(addresses: readonly Address[]): LookupFunction {
  return (_hostname, options, callback) => {
    const wanted = addresses.filter(({ family }) => !options.family || Number(options.family) === family);
    const [first] = wanted;
    if (options.all === true) callback(null, [...wanted]);
    else if (first === undefined) callback(new Error('no address of this family'), '');
    else callback(null, first.address, first.family);
  };
}
