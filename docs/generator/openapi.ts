import type { TSchema } from 'typebox';
import { rooms } from '../../functions/rooms.ts';
import { roomErrors, routes } from '../../shared/contracts/catalogue.ts';
import type { Principal, RouteContract } from '../../shared/contracts/define.ts';
import { type ErrorCode, errorEntry, errors } from '../../shared/contracts/errors.ts';
import { getOperation, Operation, pendingExample } from '../../shared/contracts/platform/platform.ts';
import { problemOf } from '../../shared/runtime/problem.ts';
import { parametersIn, type ReceivedAnswer, receivedAnswers, receivedShared } from './received.ts';
import { inOpenApi } from './schemas.ts';

/** The HTTP API as OpenAPI 3.1, from the route contracts. */

const answers = receivedAnswers();
const shared = receivedShared();

const ANY_CHANGE: readonly ErrorCode[] = ['BAD_REQUEST', 'IDEMPOTENCY_KEY_REUSED', 'EXPIRED'];
const ANY_ROUTE: readonly ErrorCode[] = ['INTERNAL', 'UNAVAILABLE'];

/** Codes that a route may answer with, those of every route included. */
function codesOf(route: RouteContract): readonly ErrorCode[] {
  const own = [...route.errors];
  // A path whose parameter is empty, for example, is the path of no route.
  const addressed = route.params ? (['NOT_FOUND'] as const) : [];
  const checked = route.params || route.query || route.body ? (['BAD_REQUEST'] as const) : [];
  const read = route.body ? (['BAD_JSON'] as const) : [];
  const change = route.command ? ANY_CHANGE : [];
  const known = route.principals.length > 0 ? (['FORBIDDEN', 'TOO_MANY_REQUESTS'] as const) : [];
  // The authorizer of partners leaves it to the function to say that a token is not valid.
  const asked = route.principals.includes('partner') ? (['UNAUTHENTICATED'] as const) : [];
  return [
    ...new Set<ErrorCode>([
      ...own,
      ...addressed,
      ...checked,
      ...read,
      ...change,
      ...asked,
      ...known,
      ...ANY_ROUTE,
    ]),
  ];
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
    ...(body === undefined ? [] : ([[413, 'The body is too large: 6 MB with all headers']] as const)),
    [429, 'Too many requests of all callers at once: try again in a second'],
    [431, 'The headers are too large: 10 KB'],
    [500, 'The function failed'],
    [503, 'The function did not answer in time'],
  ]);
}

/** `received`: the values that were sent. */
function parameters(
  schema: TSchema | undefined,
  place: 'path' | 'query',
  received: Readonly<Record<string, string>> = {},
): object[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, TSchema & { description?: string }>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(property.description === undefined ? {} : { description: property.description }),
    schema: inOpenApi.schema(property),
    ...(received[name] === undefined ? {} : { example: received[name] }),
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

/** A problem that a test received; otherwise made by what makes those of the platform, where its detail says more. */
const problemExample = (code: ErrorCode): object => ({
  summary: errorEntry(code).title,
  value: shared.problems[code]?.body ?? problemOf(code, `${errorEntry(code).title}.`),
});

const pendingBody = (): unknown => shared.pending?.body ?? pendingExample;

/** The answers that are errors, by status: by our functions with a code, by API Gateway with a message. */
function errorAnswers(route: RouteContract): readonly ErrorAnswer[] {
  const codes = Map.groupBy<number, ErrorCode>(codesOf(route), (code) => errorEntry(code).status);
  const reasons = gatewayReasons(route);
  return [...new Set([...codes.keys(), ...reasons.keys()])]
    .toSorted((a, b) => a - b)
    .map((status) => {
      const own = codes.get(status) ?? [];
      const reason = reasons.get(status);
      const parts = [status, ...own, ...(reason === undefined ? [] : ['gateway'])];
      return { status, name: parts.join('.'), response: errorResponse(status, own, reason) };
    });
}

interface ErrorAnswer {
  readonly status: number;
  /** Of the response among the document's components. */
  readonly name: string;
  readonly response: object;
}

function errorResponse(status: number, codes: readonly ErrorCode[], reason: string | undefined): object {
  const ours = codes.map((code) => `\`${code}\`: ${errorEntry(code).title}`);
  return {
    description: [...ours, ...(reason === undefined ? [] : [reason])].join('; '),
    ...(codes.includes('TOO_MANY_REQUESTS')
      ? { headers: { ...QUOTA_HEADERS, 'Retry-After': { $ref: '#/components/headers/Retry-After' } } }
      : {}),
    content: {
      ...(codes.length === 0
        ? {}
        : {
            'application/problem+json': {
              schema: {
                allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }],
              },
              examples: Object.fromEntries(
                codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]),
              ),
            },
          }),
      ...(reason === undefined
        ? {}
        : {
            'application/json': {
              schema: { $ref: '#/components/schemas/GatewayMessage' },
              ...(shared.gateway[status] === undefined ? {} : { example: shared.gateway[status].body }),
            },
          }),
    },
  };
}

const propertiesOf = (schema: TSchema | undefined): object => {
  const { properties = {} } = (schema ?? {}) as { properties?: object };
  return properties;
};

/** The next page of a list: the same path with the cursor that the answer gives. */
function nextPage({ id, params, query, success }: RouteContract): object {
  const has = (schema: TSchema | undefined, name: string): boolean => name in propertiesOf(schema);
  if (!has(query, 'cursor') || !has(success.body, 'cursor')) return {};
  const same = Object.keys(propertiesOf(params)).map((name) => [name, `$request.path.${name}`] as const);
  const parameters = { ...Object.fromEntries(same), cursor: '$response.body#/cursor' };
  return { links: { next: { description: 'The next page', operationId: id, parameters } } };
}

/** What is left of the caller's quota, with every answer of ours. */
const QUOTA_HEADERS = {
  'RateLimit-Policy': { $ref: '#/components/headers/RateLimit-Policy' },
  RateLimit: { $ref: '#/components/headers/RateLimit' },
};

/** The room that serves a route: its operations are shown together. */
const roomOf = new Map(
  rooms.flatMap(({ name, functions }) =>
    functions.flatMap(({ routes: served = [] }) => served.map(({ id }) => [id, name] as const)),
  ),
);

function tagOf({ id }: RouteContract): string {
  const room = roomOf.get(id);
  if (room === undefined) throw new Error(`No room serves the route ${id}`);
  return room;
}

/** Who may call it and how it answers, after what its contract says. */
function descriptionOf({ description, principals, command }: RouteContract): string {
  const callers = principals.map((principal) => `${principal}s`).join(', ');
  return [
    ...(description === undefined ? [] : [description]),
    principals.length === 0 ? 'Needs no token.' : `For ${callers.replace(/, ([^,]+)$/, ' and $1')}.`,
    ...(command === undefined
      ? []
      : [
          'Takes effect once for each `Idempotency-Key`; answers 202 when the outcome takes longer than `Prefer: wait`.',
        ]),
  ].join('\n\n');
}

const TOKENS: Readonly<Record<Principal, string>> = {
  rider: 'An access token of the riders’ sign-in, with the scope `roadstream/rider`',
  operator: 'An access token of the operators’ sign-in, with the scope `roadstream/operator`',
  partner:
    'An access token of the partner’s own app client (`client_credentials`), with the scope `roadstream/partner`',
};

function operationOf(route: RouteContract): object {
  const { success } = route;
  const received: ReceivedAnswer | undefined = answers[route.id];
  const { path = '', query, body = route.bodyExample } = received?.request ?? {};
  return {
    operationId: route.id,
    tags: [tagOf(route)],
    summary: route.summary,
    description: descriptionOf(route),
    security: route.principals.map((principal) => ({ [principal]: [] })),
    parameters: [
      ...parameters(route.params, 'path', parametersIn(route, path)),
      ...parameters(route.query, 'query', query),
      ...(route.command ? changeHeaders : []),
    ],
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: inOpenApi.schema(route.body), example: body },
            },
          },
        }),
    responses: {
      [String(success.status)]: {
        description: success.description,
        ...(route.principals.length === 0 ? {} : { headers: QUOTA_HEADERS }),
        ...(success.body === undefined
          ? {}
          : {
              content: {
                [success.mediaType ?? 'application/json']: {
                  schema: inOpenApi.schema(success.body),
                  example: received?.body ?? success.example,
                },
              },
            }),
        ...nextPage(route),
      },
      ...(route.command
        ? {
            '202': {
              description: 'The outcome is not known yet: follow `Location`.',
              headers: {
                ...QUOTA_HEADERS,
                Location: { description: getOperation.path, schema: { type: 'string' } },
                'Retry-After': { description: 'Seconds', schema: { type: 'string' } },
                'Preference-Applied': {
                  description: 'The `wait` that was asked for',
                  schema: { type: 'string' },
                },
              },
              content: {
                'application/json': { schema: inOpenApi.schema(Operation), example: pendingBody() },
              },
              links: {
                outcome: {
                  description: 'What became of it',
                  operationId: getOperation.id,
                  parameters: { operationId: '$response.body#/operationId' },
                },
              },
            },
          }
        : {}),
      ...Object.fromEntries(
        errorAnswers(route).map(({ status, name }) => [
          String(status),
          { $ref: `#/components/responses/${name}` },
        ]),
      ),
    },
  };
}

/** Whom the documents name. */
export const CONTACT = { name: 'The maintainers of Roadstream' };

const INTRODUCTION = `Connected-car services: find, reserve, unlock, drive.

Errors are problem documents (RFC 9457) with a \`code\` that never changes its meaning. API Gateway answers some requests by itself,
before any code of ours runs, with \`{"message": …}\` and no code: 401 and 403 for a token; 413; 429 when all callers together make
too many requests; 431; 500 and 503 when a function fails. Each operation lists both. A path that no route has is 404 with the code
\`NOT_FOUND\`; a path that has no route of this method is 405 with the code \`METHOD_NOT_ALLOWED\` and the header \`Allow\`.

The examples are what tests received from a running platform, with ids and times that are the same in each run, and without keys.
Only the examples of errors that no test can bring about are made up, by the code that makes the real ones.

Every answer to a caller with a token says what is left of the caller's requests (\`RateLimit\`). Over the limit the answer is 429 with
the code \`TOO_MANY_REQUESTS\` and \`Retry-After\`.`;

export function openApi(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operationOf(route);
  }
  const served = new Set(routes.map(tagOf));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Roadstream',
      version: '1.0.0',
      description: INTRODUCTION,
      contact: CONTACT,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: rooms
      .filter(({ name }) => served.has(name))
      .map(({ name, description }) => ({ name, description })),
    servers: [{ url: 'http://127.0.0.1:8080', description: 'npm start' }],
    paths,
    components: {
      securitySchemes: Object.fromEntries(
        Object.entries(TOKENS).map(([principal, description]) => [
          principal,
          { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description },
        ]),
      ),
      responses: Object.fromEntries(
        routes
          .flatMap(errorAnswers)
          .map(({ name, response }) => [name, response] as const)
          .toSorted(([a], [b]) => (a < b ? -1 : 1)),
      ),
      headers: {
        'RateLimit-Policy': {
          description: 'Requests (`q`) that the caller may make in a window of `w` seconds',
          schema: { type: 'string' },
          example: '"caller";q=600;w=60',
        },
        RateLimit: {
          description: 'Requests (`r`) that are left at least, and the seconds (`t`) until the window ends',
          schema: { type: 'string' },
          example: '"caller";r=598;t=21',
        },
        'Retry-After': {
          description: 'Seconds to wait. A 429 without it is of API Gateway: wait one second',
          schema: { type: 'string' },
          example: '21',
        },
      },
      examples: Object.fromEntries(
        [...new Set(routes.flatMap(codesOf))].toSorted().map((code) => [code, problemExample(code)]),
      ),
      schemas: {
        ...inOpenApi.components(paths),
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
