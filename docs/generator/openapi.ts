import type { TSchema } from 'typebox';
import { roomErrors, routes } from '../../shared/contracts/catalogue.ts';
import type { RouteContract } from '../../shared/contracts/define.ts';
import { type ErrorCode, errorEntry, errors } from '../../shared/contracts/errors.ts';
import { getOperation, Operation, pendingExample } from '../../shared/contracts/platform/platform.ts';

/** The HTTP API as OpenAPI 3.1, from the route contracts. */

const ANY_CHANGE: readonly ErrorCode[] = ['BAD_REQUEST', 'IDEMPOTENCY_KEY_REUSED', 'EXPIRED'];
const ANY_ROUTE: readonly ErrorCode[] = ['INTERNAL', 'UNAVAILABLE'];

/** Codes that a route may answer with, those of every route included. */
function codesOf(route: RouteContract): readonly ErrorCode[] {
  const own = [...route.errors];
  const checked = route.params || route.query || route.body ? (['BAD_REQUEST'] as const) : [];
  const read = route.body ? (['BAD_JSON'] as const) : [];
  const change = route.command ? ANY_CHANGE : [];
  const known = route.principals.length > 0 ? (['FORBIDDEN'] as const) : [];
  // The authorizer of partners leaves it to the function to say that a token is not valid.
  const asked = route.principals.includes('partner') ? (['UNAUTHENTICATED'] as const) : [];
  return [...new Set<ErrorCode>([...own, ...checked, ...read, ...change, ...asked, ...known, ...ANY_ROUTE])];
}

/** What API Gateway answers by itself, without the function or because that failed. */
function gatewayReasons({ principals, body }: RouteContract): ReadonlyMap<number, string> {
  return new Map([
    ...(principals.length > 0
      ? ([
          [401, 'The token is missing, expired or not of this platform'],
          [403, 'The token is not of a principal who may do that'],
        ] as const)
      : []),
    [404, 'No route fits the path'],
    ...(body === undefined ? [] : ([[413, 'The body is too large: 6 MB with all headers']] as const)),
    [429, 'Too many requests at once: try again in a second'],
    [431, 'The headers are too large: 10 KB'],
    [500, 'The function failed'],
    [503, 'The function did not answer in time'],
  ]);
}

function parameters(schema: TSchema | undefined, place: 'path' | 'query'): object[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, TSchema & { description?: string }>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(property.description === undefined ? {} : { description: property.description }),
    schema: property,
  }));
}

const changeHeaders = [
  {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'Counts for one route and one principal. The same key with the same request takes effect once; with other parameters or another body it is refused (422). On another route it is another key.',
    schema: { type: 'string', pattern: '^[!-~]{1,200}$' },
  },
  {
    name: 'Prefer',
    in: 'header',
    required: false,
    description:
      '`wait=N`: how many whole seconds to wait for the outcome (RFC 7240); 3 when absent. More than 10 are taken for 10: `Preference-Applied` says how long it was. A `wait` that is no number is refused (400); other preferences are ignored.',
    schema: { type: 'string' },
    example: 'wait=5',
  },
];

/** Every answer that is an error: by our functions with a code, by API Gateway with a message. */
function errorResponses(route: RouteContract): Record<string, object> {
  const codes = Map.groupBy<number, ErrorCode>(codesOf(route), (code) => errorEntry(code).status);
  const reasons = gatewayReasons(route);
  const statuses = [...new Set([...codes.keys(), ...reasons.keys()])].toSorted((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => [String(status), errorResponse(codes.get(status) ?? [], reasons.get(status))]),
  );
}

function errorResponse(codes: readonly ErrorCode[], reason: string | undefined): object {
  const ours = codes.map((code) => `\`${code}\`: ${errorEntry(code).title}`);
  return {
    description: [...ours, ...(reason === undefined ? [] : [reason])].join('; '),
    content: {
      ...(codes.length === 0
        ? {}
        : {
            'application/problem+json': {
              schema: {
                allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }],
              },
            },
          }),
      ...(reason === undefined
        ? {}
        : { 'application/json': { schema: { $ref: '#/components/schemas/GatewayMessage' } } }),
    },
  };
}

function operationOf(route: RouteContract): object {
  const { success } = route;
  return {
    operationId: route.id,
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    ...(route.principals.length > 0
      ? { security: route.principals.map((principal) => ({ token: [`roadstream/${principal}`] })) }
      : { security: [] }),
    parameters: [
      ...parameters(route.params, 'path'),
      ...parameters(route.query, 'query'),
      ...(route.command ? changeHeaders : []),
    ],
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: route.body, example: route.bodyExample } },
          },
        }),
    responses: {
      [String(success.status)]: {
        description: success.description,
        ...(success.body === undefined
          ? {}
          : {
              content: {
                [success.mediaType ?? 'application/json']: { schema: success.body, example: success.example },
              },
            }),
      },
      ...(route.command
        ? {
            '202': {
              description: 'The outcome is not known yet: follow `Location`.',
              headers: {
                Location: { description: getOperation.path, schema: { type: 'string' } },
                'Retry-After': { description: 'Seconds', schema: { type: 'string' } },
                'Preference-Applied': {
                  description: 'The `wait` that was asked for',
                  schema: { type: 'string' },
                },
              },
              content: { 'application/json': { schema: Operation, example: pendingExample } },
            },
          }
        : {}),
      ...errorResponses(route),
    },
  };
}

/** A schema as OpenAPI 3.1 has it, in JSON Schema's dialect 2020-12: the items of a tuple are `prefixItems`. */
function inItsDialect(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(inItsDialect);
  if (typeof part !== 'object' || part === null) return part;
  const own = Object.fromEntries(Object.entries(part).map(([name, value]) => [name, inItsDialect(value)]));
  const { items, additionalItems, ...rest } = own;
  if (own['type'] !== 'array' || !Array.isArray(items)) return own;
  return {
    ...rest,
    prefixItems: items,
    ...(additionalItems === undefined ? {} : { items: additionalItems }),
  };
}

export function openApi(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = inItsDialect(operationOf(route)) as object;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Roadstream',
      version: '1.0.0',
      description: 'Connected-car services: find, reserve, unlock, drive.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://127.0.0.1:8080', description: 'npm start' }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A Cognito access token' },
      },
      schemas: {
        Problem: {
          type: 'object',
          description: 'RFC 9457 problem details',
          required: ['type', 'title', 'status', 'detail', 'code', 'retry'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            detail: { type: 'string' },
            instance: { type: 'string' },
            code: { enum: [...Object.keys(errors), ...roomErrors.map(({ code }) => code)] },
            retry: { enum: ['never', 'later', 'change'] },
            errors: {
              type: 'array',
              items: {
                type: 'object',
                required: ['path', 'message'],
                properties: { path: { type: 'string' }, message: { type: 'string' } },
              },
            },
          },
        },
        GatewayMessage: {
          type: 'object',
          description: 'What API Gateway answers by itself',
          required: ['message'],
          properties: { message: { type: 'string' } },
        },
      },
    },
  };
}
