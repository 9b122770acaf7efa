import { emptyRecord } from '../core/plain-value.ts';

/** `METHOD /path/{parameter}` of an HTTP API, `ANY …`, or `$default`. */
export interface RouteKey {
  readonly text: string;
  readonly method: string;
  readonly segments: readonly string[];
}

export function parseRouteKey(text: string): RouteKey | undefined {
  if (text === '$default') return { text, method: 'ANY', segments: ['{proxy+}'] };
  const [, method = '', path = ''] =
    /^(ANY|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (\/\S*)$/.exec(text) ?? [];
  if (method === '') return undefined;
  const segments = path.split('/').slice(1);
  // A greedy parameter can only stand at the end.
  return segments.slice(0, -1).some((segment) => segment.endsWith('+}'))
    ? undefined
    : { text, method, segments };
}

const isGreedy = (segment: string | undefined): boolean =>
  segment !== undefined && /^\{[^}]+\+\}$/.test(segment);
const isParameter = (segment: string): boolean => /^\{[^}+]+\}$/.test(segment);

/** Whether the route takes every path that no other takes. */
export const isCatchAll = ({ text, segments }: RouteKey): boolean =>
  text === '$default' || (segments.length === 1 && isGreedy(segments[0]));

/** The path parameters if the request fits the route, decoded as API Gateway does. */
export function matchRoute(
  key: RouteKey,
  method: string,
  path: string,
): Readonly<Record<string, string>> | undefined {
  if (key.text === '$default') return {};
  if (key.method !== 'ANY' && key.method !== method) return undefined;
  const given = path.split('/').slice(1);
  const greedy = isGreedy(key.segments.at(-1));
  if (greedy ? given.length < key.segments.length : given.length !== key.segments.length) return undefined;
  const parameters = emptyRecord<string>();
  for (const [i, segment] of key.segments.entries()) {
    const value = given[i] ?? '';
    if (isGreedy(segment)) parameters[segment.slice(1, -2)] = decode(given.slice(i).join('/'));
    else if (!isParameter(segment)) {
      if (segment !== value) return undefined;
    } else if (value === '') return undefined;
    else parameters[segment.slice(1, -1)] = decode(value);
  }
  return parameters;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Which of two routes that both fit is taken: a full match before a greedy path, that before `$default`; fixed
 * segments before parameters, from the left; a method before ANY.
 */
export function compareRoutes(a: RouteKey, b: RouteKey): number {
  const rank = (key: RouteKey): number =>
    key.text === '$default' ? 2 : isGreedy(key.segments.at(-1)) ? 1 : 0;
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (rank(a) === 1 && a.segments.length !== b.segments.length) return b.segments.length - a.segments.length;
  for (const [i, segment] of a.segments.entries()) {
    const fixed = Number(isParameter(segment)) - Number(isParameter(b.segments[i] ?? ''));
    if (fixed !== 0) return fixed;
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY');
}
