import type { Cloud } from '../../core/cloud.ts';
import { isRecord } from '../../core/plain-value.ts';
import { evaluate } from '../../iam/policy/evaluate.ts';
import { parsePolicy } from '../../iam/policy/parse-policy.ts';
import { Functions } from '../../lambda/functions.ts';
import type { RequestAuthorizer, SocketApi } from './socket-api.ts';
import { authorizerEvent, type ConnectionFacts, type Handshake } from './socket-events.ts';

export type Admission =
  | { readonly admitted: true; readonly context: Readonly<Record<string, unknown>> }
  | { readonly admitted: false; readonly status: 401 | 403 | 500; readonly why: string };

function isThere(
  { headers, query }: Handshake,
  { place, name }: RequestAuthorizer['sources'][number],
): boolean {
  const values =
    place === 'querystring'
      ? (query[name] ?? [])
      : Object.entries(headers).flatMap(([header, value]) =>
          header.toLowerCase() === name.toLowerCase() ? [value] : [],
        );
  return values.some((value) => value !== '');
}

/** Asks a REQUEST authorizer as API Gateway does: whether the policy that it returns allows the `$connect` of this stage. */
export async function admit(
  cloud: Cloud,
  api: SocketApi,
  authorizerId: string,
  facts: ConnectionFacts,
): Promise<Admission> {
  const authorizer = api.authorizers.get(authorizerId);
  if (authorizer === undefined) throw new Error(`$connect names an authorizer that does not exist`);
  const missing = authorizer.sources.find((source) => !isThere(facts.handshake, source));
  if (missing !== undefined)
    return { admitted: false, status: 401, why: `no ${missing.place} ${missing.name}` };
  const arn = `arn:aws:execute-api:${cloud.region}:${cloud.account}:${api.apiId}`;
  const methodArn = `${arn}/${facts.stage}/$connect`;
  const event = authorizerEvent(facts, methodArn, cloud.clock.now());
  const { payload, functionError } = await cloud.part(Functions).invoke(authorizer.functionArn, event, {
    source: 'apigateway.amazonaws.com',
    sourceArn: `${arn}/authorizers/${authorizerId}`,
  });
  if (functionError !== undefined) {
    const message = isRecord(payload) ? payload['errorMessage'] : undefined;
    // The one error that means that the caller is at fault.
    return message === 'Unauthorized'
      ? { admitted: false, status: 401, why: message }
      : { admitted: false, status: 500, why: JSON.stringify(payload) };
  }
  return decided(payload, methodArn);
}

function decided(payload: unknown, methodArn: string): Admission {
  if (!isRecord(payload) || typeof payload['principalId'] !== 'string')
    return { admitted: false, status: 500, why: 'the authorizer returned no principalId' };
  try {
    const statements = parsePolicy(payload['policyDocument']);
    const verdict = evaluate(statements, { action: 'execute-api:Invoke', resource: methodArn });
    if (verdict !== 'allowed') return { admitted: false, status: 403, why: `the policy says ${verdict}` };
  } catch (error) {
    return { admitted: false, status: 500, why: `the authorizer’s policy: ${String(error)}` };
  }
  const context = isRecord(payload['context']) ? payload['context'] : {};
  const values = Object.entries(context);
  if (values.some(([, value]) => typeof value === 'object' && value !== null))
    return { admitted: false, status: 500, why: 'the context has an object or a list in it' };
  return {
    admitted: true,
    context: {
      // Numbers and booleans come as text.
      ...Object.fromEntries(values.map(([name, value]) => [name, String(value)])),
      principalId: payload['principalId'],
    },
  };
}
