import type { TSchema } from 'typebox';
import { messages, roomErrors, routes } from '../../../shared/contracts/catalogue.ts';
import type { EventContract, RouteContract } from '../../../shared/contracts/define.ts';
import { errors } from '../../../shared/contracts/errors.ts';
import { Push, SUBPROTOCOL } from '../../../shared/contracts/realtime/realtime.ts';
import { comment, queryType, SchemaTypes } from './schema-type.ts';

/** The generated part of the client package: each route as a method, what pushes carry, the error codes. */

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
}

const shapeOf = (schema: TSchema | undefined): ObjectSchema => schema ?? {};

const propertiesOf = (schema: TSchema | undefined): readonly string[] =>
  Object.keys(shapeOf(schema).properties ?? {});

/** The list in a page of results. Undefined for a route that has no pages. */
function listOf({ id, query, success }: RouteContract): readonly [name: string, item: TSchema] | undefined {
  // A text leads to its next page by the header `Link`.
  if (success.mediaType !== undefined || !propertiesOf(query).includes('cursor')) return undefined;
  const lists = Object.entries(shapeOf(success.body).properties ?? {}).filter(
    ([, { type }]: [string, TSchema & { type?: unknown }]) => type === 'array',
  );
  const [list] = lists;
  if (list === undefined || lists.length > 1)
    throw new Error(`A page of ${id} has one list, so that a client can go through all pages`);
  const [name, { items }] = list as [string, TSchema & { items: TSchema }];
  return [name, items];
}

/** Parameters, query and body are one object for the caller, so no two may have the same name. */
function assertNamesDiffer({ id, params, query, body }: RouteContract): void {
  const names = [params, query, body].flatMap(propertiesOf);
  const twice = names.find((name, n) => names.indexOf(name) !== n);
  if (twice !== undefined) throw new Error(`The route ${id} has two inputs that are called ${twice}`);
}

function inputOf(
  route: RouteContract,
  types: SchemaTypes,
): { readonly type: string; readonly optional: boolean } {
  assertNamesDiffer(route);
  const { params, query, body } = route;
  const parts = [
    params === undefined ? '' : types.properties(params, '      '),
    query === undefined ? '' : types.properties(query, '      ', queryType),
    body === undefined ? '' : types.properties(body, '      '),
  ].join('');
  const isNeeded = [params, query, body].some((schema) => (shapeOf(schema).required ?? []).length > 0);
  return { type: parts === '' ? '{}' : `{\n${parts}    }`, optional: !isNeeded };
}

function methodOf(route: RouteContract, types: SchemaTypes): string {
  const { id, method, path, summary, description, command, principals, success } = route;
  const list = listOf(route);
  const body = success.body === undefined ? 'undefined' : types.typeOf(success.body, '  ');
  const result = list === undefined ? `Promise<${body}>` : `Pages<${body}, ${types.typeOf(list[1], '  ')}>`;
  const input = inputOf(route, types);
  const options = command === undefined ? 'CallOptions' : 'ChangeOptions';
  const parameters =
    input.type === '{}'
      ? `input?: Readonly<Record<string, never>>, options?: ${options}`
      : `\n    input${input.optional ? '?' : ''}: ${input.type},\n    options?: ${options},\n  `;
  const whose = principals.length === 0 ? 'everybody' : principals.join(', ');
  const about = [`${summary}.`, description, `\`${method} ${path}\`, for: ${whose}.`];
  return `${comment(about.filter((text) => text !== undefined).join(' '), '  ')}  ${id}(${parameters}): ${result};\n`;
}

/** What the client needs of a route when it runs. */
function rowOf(route: RouteContract): string {
  const { id, method, path, body, command, principals } = route;
  const list = listOf(route);
  const fields = [
    `method: '${method}'`,
    `path: '${path}'`,
    ...(body === undefined ? [] : ['hasBody: true']),
    ...(command === undefined ? [] : ['isChange: true']),
    ...(principals.length > 0 ? [] : ['isOpen: true']),
    ...(list === undefined ? [] : [`list: '${list[0]}'`]),
  ];
  return `  ${id}: { ${fields.join(', ')} },\n`;
}

const isHeard = (message: (typeof messages)[number]): message is EventContract =>
  message.kind === 'event' && !('nobody' in message.heardBy);

/** What a rider gets of an event may be less than what an operator gets: then those fields are optional. */
function pushedData({ data, heardBy }: EventContract, types: SchemaTypes): string {
  if ('nobody' in heardBy) throw new Error('Nobody gets a push of it');
  const { rider, operators } = heardBy;
  if (rider === undefined || 'named' in rider) return types.typeOf(data, '  ');
  const { properties = {}, required = [] } = data as ObjectSchema;
  const { tells, with: more = {} } = rider;
  const isTold = (name: string): boolean =>
    tells === undefined ||
    ('only' in tells
      ? (tells.only as readonly string[]).includes(name)
      : !(tells.allBut as readonly string[]).includes(name));
  const shown = Object.keys(properties).filter((name) => operators === true || isTold(name));
  const schema = {
    type: 'object',
    properties: Object.fromEntries([
      ...shown.map((name) => [name, properties[name]]),
      ...Object.keys(more).map((name) => [name, properties[name] ?? { type: 'string' }]),
    ]),
    required: [
      ...shown.filter((name) => isTold(name) && required.includes(name)),
      ...(operators === true ? [] : Object.keys(more)),
    ],
  } as unknown as TSchema;
  return types.typeOf(schema, '  ');
}

function pushesOf(types: SchemaTypes): string {
  return messages
    .filter(isHeard)
    .toSorted((a, b) => (a.type < b.type ? -1 : 1))
    .map(
      (contract) =>
        `${comment(contract.description, '  ')}  '${contract.type}': ${pushedData(contract, types)};\n`,
    )
    .join('');
}

export function sdkApi(): string {
  const types = new SchemaTypes();
  const methods = routes.map((route) => methodOf(route, types)).join('');
  const pushed = pushesOf(types);
  const push = types.typeOf(Push);
  const codes = [...Object.keys(errors), ...roomErrors.map(({ code }) => code)].toSorted();
  return [
    '// Made from shared/contracts by `npm run docs`. Do not edit.',
    "import type { CallOptions, ChangeOptions } from '../options.ts';",
    "import type { Pages } from '../pages.ts';",
    "import type { Route } from '../route.ts';",
    '',
    '/** The codes that the platform answers with. */',
    `export type ErrorCode =\n${codes.map((code) => `  | '${code}'`).join('\n')};`,
    '',
    '/** The version of the WebSocket messages, as its subprotocol. */',
    `export const SUBPROTOCOL = '${SUBPROTOCOL}';`,
    '',
    '/** What happened, by its type: the data of the pushes. What only operators get is optional. */',
    `export interface PushedEvents {\n${pushed}}`,
    '',
    '/** A method for each route. */',
    `export interface Api {\n${methods}}`,
    '',
    `export type AnyPush = ${push};`,
    '',
    types.declarations(),
    '/** What is needed of each route when it is called. */',
    `export const routes: Readonly<Record<keyof Api, Route>> = {\n${routes.map(rowOf).join('')}};`,
    '',
  ].join('\n');
}
