import type { AwsResponse, PlainRequest } from '../core/aws-endpoint.ts';

/** A rule of a bucket's CORS configuration: which web pages may use it. */
export interface CorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly maxAgeSeconds: number | undefined;
}

/** Patterns have at most one `*`. */
function fits(pattern: string, text: string): boolean {
  const [start = '', end] = pattern.split('*');
  if (end === undefined) return pattern === text;
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}

const listed = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');

/** The first rule that lets a page of this origin send such a request, with these headers. */
export function corsRule(
  rules: readonly CorsRule[],
  origin: string,
  method: string,
  headers: readonly string[] = [],
): CorsRule | undefined {
  return rules.find(
    (rule) =>
      rule.origins.some((pattern) => fits(pattern, origin)) &&
      rule.methods.includes(method) &&
      headers.every((name) => rule.headers.some((pattern) => fits(pattern.toLowerCase(), name))),
  );
}

/** What tells a browser that its page may see the answer. */
export function corsHeaders(rule: CorsRule | undefined, origin: string): Record<string, string> {
  if (rule === undefined) return {};
  return {
    'access-control-allow-origin': rule.origins.includes('*') ? '*' : origin,
    'access-control-allow-methods': rule.methods.join(', '),
    ...(rule.exposed.length === 0 ? {} : { 'access-control-expose-headers': rule.exposed.join(', ') }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

/** The answer to a browser that asks before its page may send a request; undefined when the page may not. */
export function preflight(rules: readonly CorsRule[], { headers }: PlainRequest): AwsResponse | undefined {
  const origin = headers['origin'] ?? '';
  const asked = listed(headers['access-control-request-headers']);
  const rule = corsRule(rules, origin, headers['access-control-request-method'] ?? '', asked);
  if (rule === undefined) return undefined;
  return {
    status: 200,
    headers: {
      ...corsHeaders(rule, origin),
      ...(asked.length === 0 ? {} : { 'access-control-allow-headers': asked.join(', ') }),
      ...(rule.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(rule.maxAgeSeconds) }),
    },
  };
}
