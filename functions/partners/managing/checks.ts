import {
  endpointUnknown,
  secretNotValid,
  urlNotAllowed,
} from '../../../shared/contracts/partners/endpoints.ts';
import {
  eventTypeNotAllowed,
  eventTypeUnknown,
  type Partner,
  partnerUnknown,
} from '../../../shared/contracts/partners/partners.ts';
import { typesTaken } from '../../../shared/contracts/partners/public-events.ts';
import type { Actor } from '../../../shared/runtime/operations/operation-id.ts';
import { ProblemError } from '../../../shared/runtime/problem.ts';
import { readOne } from '../../../shared/runtime/read-models.ts';
import { readSecret } from '../keys/signing.ts';
import { endpoints, partners, type StoredEndpoint } from '../read-models.ts';
import { checkedAddresses, isFault, type Receivers } from '../sending/receivers.ts';

/** What is checked of a request before it becomes a command: each refusal has a code, and names the field and the rule. */

export async function partnerNamed(partnerId: string): Promise<Partner> {
  const partner = await readOne(partners, { partnerId });
  if (partner !== undefined) return partner;
  throw new ProblemError(partnerUnknown.code, `There is no partner ${partnerId}.`);
}

/** The endpoint, if the caller may see it. The answer is the same for one of another partner, and for none. */
export async function endpointFor({ kind, id }: Actor, endpointId: string): Promise<StoredEndpoint> {
  const endpoint = await readOne(endpoints, { endpointId });
  const isSeen = kind === 'operator' || endpoint?.partnerId === id;
  if (endpoint !== undefined && endpoint.status !== 'REMOVED' && isSeen) return endpoint;
  throw new ProblemError(endpointUnknown.code, `You have no webhook endpoint ${endpointId}.`, [
    { path: '/path/endpointId', message: 'must be one of your webhook endpoints' },
  ]);
}

/** Throws for a pattern that takes no type of the list. */
export function mustBeEventTypes(patterns: readonly string[]): void {
  const wrong = patterns.flatMap((pattern, n) => (typesTaken([pattern]).length === 0 ? [n] : []));
  const [first] = wrong;
  if (first === undefined) return;
  throw new ProblemError(
    eventTypeUnknown.code,
    `There are no events of the type ${patterns[first]}.`,
    wrong.map((n) => ({
      path: `/body/eventTypes/${n}`,
      message: `must be one of ${typesTaken(['*']).join(', ')}, or a group such as rental.*, or *`,
    })),
  );
}

/** Throws for a pattern of which the partner may have nothing. */
export function mustBeAllowed(patterns: readonly string[], partner: Partner): void {
  const allowed = typesTaken(partner.eventTypes);
  const wrong = patterns.flatMap((pattern, n) =>
    typesTaken([pattern]).some((type) => allowed.includes(type)) ? [] : [n],
  );
  const [first] = wrong;
  if (first === undefined) return;
  throw new ProblemError(
    eventTypeNotAllowed.code,
    `You may have no events of the type ${patterns[first]}.`,
    wrong.map((n) => ({
      path: `/body/eventTypes/${n}`,
      message: `must be one of ${allowed.join(', ')}, or a pattern that takes one of them`,
    })),
  );
}

/** Throws for a URL to which nothing is sent, and says which rule it breaks. */
export async function mustBeReceiver(url: string, receivers: Receivers): Promise<void> {
  const found = await checkedAddresses(url, receivers);
  if (!isFault(found)) return;
  const message = `${found.rule}: ${found.detail}`;
  throw new ProblemError(urlNotAllowed.code, `The URL ${found.detail} (rule ${found.rule}).`, [
    { path: '/body/url', message },
  ]);
}

/** The bytes of a secret that was given. Throws for one of another form or length. */
export function givenSecret(text: string | undefined): Uint8Array | undefined {
  if (text === undefined) return undefined;
  const bytes = readSecret(text);
  if (typeof bytes !== 'string') return bytes;
  throw new ProblemError(secretNotValid.code, `The secret ${bytes}.`, [
    { path: '/body/secret', message: bytes },
  ]);
}
