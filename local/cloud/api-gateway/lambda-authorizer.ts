import type { Cloud } from '../core/cloud.ts';
import { isRecord } from '../core/plain-value.ts';
import { Functions } from '../lambda/functions.ts';

/** A Lambda authorizer of an HTTP API: type REQUEST, payload format 2.0, simple responses. */
export interface LambdaAuthorizer {
  readonly functionArn: string;
  /** Headers that a request must have, lower case: their values are the key of answers that are kept. */
  readonly headers: readonly string[];
  readonly resultTtlSeconds: number;
  /** Kept answers, by identity. */
  readonly known: Map<string, { readonly verdict: Verdict; readonly until: number }>;
}

export type Verdict =
  | { readonly allowed: true; readonly context: Readonly<Record<string, unknown>> }
  | { readonly allowed: false; readonly status: 401 | 403 | 500; readonly why: string };

/** Identities whose answers are kept. */
const MOST_KNOWN = 10_000;

/**
 * Asks the authorizer as API Gateway does: without an identity it is not asked at all. An answer is used again for the
 * same identity, on every route that has the authorizer.
 */
export async function asked(
  cloud: Cloud,
  id: string,
  authorizer: LambdaAuthorizer,
  event: { readonly headers: Readonly<Record<string, string>> } & object,
  apiArn: string,
): Promise<Verdict> {
  const values = authorizer.headers.map((name) => event.headers[name] ?? '');
  if (values.includes('')) return { allowed: false, status: 401, why: 'no token' };
  const identity = JSON.stringify(values);
  const now = cloud.clock.now();
  const kept = authorizer.known.get(identity);
  if (kept !== undefined && kept.until > now) return kept.verdict;
  const { payload, functionError } = await cloud.part(Functions).invoke(
    authorizer.functionArn,
    { ...event, identitySource: values },
    {
      source: 'apigateway.amazonaws.com',
      sourceArn: `${apiArn}/authorizers/${id}`,
    },
  );
  if (functionError !== undefined) return { allowed: false, status: 500, why: JSON.stringify(payload) };
  const verdict = verdictIn(payload);
  if (authorizer.resultTtlSeconds > 0 && (verdict.allowed || verdict.status === 403)) {
    const [oldest] = authorizer.known.keys();
    if (authorizer.known.size >= MOST_KNOWN && oldest !== undefined) authorizer.known.delete(oldest);
    authorizer.known.set(identity, { verdict, until: now + authorizer.resultTtlSeconds * 1000 });
  }
  return verdict;
}

function verdictIn(payload: unknown): Verdict {
  if (!isRecord(payload) || typeof payload['isAuthorized'] !== 'boolean')
    return { allowed: false, status: 500, why: 'the authorizer returned no isAuthorized' };
  if (!payload['isAuthorized']) return { allowed: false, status: 403, why: 'the authorizer says no' };
  return { allowed: true, context: isRecord(payload['context']) ? payload['context'] : {} };
}
