/** The CORS configuration of an HTTP API. Names as API Gateway's, values as lists. */
export interface Cors {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAgeSeconds: number | undefined;
}

function allowedOrigin({ allowOrigins }: Cors, origin: string): string | undefined {
  if (allowOrigins.includes('*')) return '*';
  const fits = allowOrigins.some(
    (allowed) => allowed === origin || (allowed.endsWith('://*') && origin.startsWith(allowed.slice(0, -1))),
  );
  return fits ? origin : undefined;
}

/** Headers that a response to this origin gets; they replace what the function sent. */
export function corsHeaders(cors: Cors | undefined, origin: string | undefined): Record<string, string> {
  if (cors === undefined || origin === undefined) return {};
  const allowed = allowedOrigin(cors, origin);
  if (allowed === undefined) return {};
  return {
    'access-control-allow-origin': allowed,
    ...(cors.allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
    ...(cors.exposeHeaders.length === 0
      ? {}
      : { 'access-control-expose-headers': cors.exposeHeaders.join(',') }),
  };
}

/** The answer to a preflight request: API Gateway gives it itself, without the route. */
export function preflightHeaders(cors: Cors, origin: string): Record<string, string> {
  const base = corsHeaders(cors, origin);
  if (base['access-control-allow-origin'] === undefined) return {};
  return {
    ...base,
    'access-control-allow-methods': cors.allowMethods.join(','),
    'access-control-allow-headers': cors.allowHeaders.join(','),
    ...(cors.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(cors.maxAgeSeconds) }),
  };
}
