import type { TSchema } from 'typebox';
import { routes } from '../../shared/contracts/catalogue.ts';
import type { RouteContract } from '../../shared/contracts/define.ts';
import { type ErrorCode, errors } from '../../shared/contracts/errors.ts';
import { Operation } from '../../shared/contracts/platform.ts';

/** The HTTP API as OpenAPI 3.1, from the route contracts. */

const ANY_CHANGE: readonly ErrorCode[] = ['BAD_REQUEST', 'BAD_JSON', 'IDEMPOTENCY_KEY_REUSED', 'EXPIRED'];
const ANY_ROUTE: readonly ErrorCode[] = ['INTERNAL', 'UNAVAILABLE'];

/** Codes that a route may answer with, those of every route included. */
function codesOf(route: RouteContract): readonly ErrorCode[] {
  const own = [...route.errors];
  const checked = route.params || route.query || route.body ? (['BAD_REQUEST'] as const) : [];
  const change = route.command ? ANY_CHANGE : [];
  const known = route.principals.length > 0 ? (['FORBIDDEN'] as const) : [];
  return [...new Set<ErrorCode>([...own, ...checked, ...change, ...known, ...ANY_ROUTE])];
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
      'The same key with the same request takes effect once; with another request it is refused (422).',
    schema: { type: 'string', pattern: '^[!-~]{1,200}$' },
  },
  {
    name: 'Prefer',
    in: 'header',
    required: false,
    description: '`wait=N`: how many seconds to wait for the outcome (RFC 7240); 3 when absent, 10 at most.',
    schema: { type: 'string' },
  },
];

function problemResponses(route: RouteContract): Record<string, object> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codesOf(route)) {
    byStatus.set(errors[code].status, [...(byStatus.get(errors[code].status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      String(status),
      {
        description: codes.map((code) => `\`${code}\`: ${errors[code].title}`).join('; '),
        content: {
          'application/problem+json': {
            schema: {
              allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }],
            },
          },
          // API Gateway itself refuses what lacks the scope or fails before the function.
          ...(status === 403 || status >= 500
            ? { 'application/json': { schema: { $ref: '#/components/schemas/GatewayMessage' } } }
            : {}),
        },
      },
    ]),
  );
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
          : { content: { 'application/json': { schema: success.body, example: success.example } } }),
      },
      ...(route.command
        ? {
            '202': {
              description: 'The outcome is not known yet: follow `Location`.',
              headers: {
                Location: { description: '/v1/operations/{operationId}', schema: { type: 'string' } },
                'Retry-After': { description: 'Seconds', schema: { type: 'string' } },
              },
              content: { 'application/json': { schema: Operation } },
            },
          }
        : {}),
      ...(route.principals.length > 0
        ? {
            '401': {
              description: '`UNAUTHENTICATED`: the token is missing, expired or not of this platform',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/GatewayMessage' } } },
            },
          }
        : {}),
      ...problemResponses(route),
    },
  };
}

export function openApi(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operationOf(route);
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
            code: { enum: Object.keys(errors) },
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
