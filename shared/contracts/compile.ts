import { Ajv, type Options, type ValidateFunction } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import type { TSchema } from 'typebox';
import { patternMessage } from './pattern-words.ts';
import { SharedParts } from './shared-parts.ts';
import { type Check, checkOf, registerChecks } from './validate.ts';

/**
 * Compiles validators with Ajv: as code for the bundler, and on demand for tests and tools, for which importing this
 * module is enough. Not for bundles: Ajv is as large as the functions.
 */

const options: Options = {
  // An unknown keyword is a mistake; annotations begin with `x-`.
  strict: true,
  strictRequired: false,
  strictTypes: false,
  // Report all violations at once.
  allErrors: true,
};

/** Replaces what Ajv's code imports from its runtime: the number of code points, and equality. */
const RUNTIME = {
  'require("ajv/dist/runtime/ucs2length").default':
    '((text) => { let n = 0; for (const _ of text) n++; return n; })',
  // Compares texts, numbers, and objects whose fields have the same order.
  'require("ajv/dist/runtime/equal").default': '((a, b) => JSON.stringify(a) === JSON.stringify(b))',
} as const;

/** Fields of errors that are never read. They take a tenth of the code. */
const UNREAD = /schemaPath:"[^"]*",keyword:"[^"]*",/g;
/** The message about a pattern. */
const PATTERN_MESSAGE = /"must match pattern \\""\+("(?:[^"\\]|\\.)*")\+"\\""/g;
/** Parameters of errors of which only the message is read. */
const UNREAD_PARAMETERS = /params:\{(?:type|limit|comparison|missingProperty): [^{}]*\}/g;

/**
 * A module that exports `validators`: name → validator, for `registerValidators`. Needs nothing else. Throws when a
 * schema has an unknown keyword, or one whose code would need a part of Ajv.
 */
export function standaloneCode(schemas: Readonly<Record<string, TSchema>>): string {
  const names = Object.keys(schemas);
  const ajv = ajvFor(Object.values(schemas), {
    ...options,
    inlineRefs: false,
    code: { source: true, esm: true },
  });
  const parts = new SharedParts(Object.values(schemas).map(inShort));
  for (const [name, schema] of Object.entries(schemas)) {
    ajv.addSchema({ ...parts.refer(inShort(schema)), $id: name });
  }
  for (const { $id, schema } of parts.all) ajv.addSchema({ ...schema, $id });
  const code = Object.entries(RUNTIME)
    .reduce(
      (text, [theirs, ours]) => text.replaceAll(theirs, ours),
      standalone.default(ajv, Object.fromEntries(names.map((name, n) => [`check${n}`, name]))),
    )
    .replaceAll(UNREAD, '')
    .replaceAll(PATTERN_MESSAGE, (_, pattern: string) =>
      JSON.stringify(patternMessage(JSON.parse(pattern) as string)),
    )
    .replaceAll(UNREAD_PARAMETERS, 'params:{}');
  const needed = /require\("[^"]*"\)/.exec(code)?.[0];
  if (needed !== undefined) {
    throw new Error(
      `A validator of ${names.join(', ')} needs ${needed}: avoid the keyword, or add a replacement to RUNTIME`,
    );
  }
  const table = names.map((name, n) => `${JSON.stringify(name)}: check${n}`);
  return `${code}\nexport const validators = { ${table.join(', ')} };\n`;
}

function ajvFor(schemas: readonly TSchema[], its: Options): Ajv {
  const ajv = new Ajv(its);
  for (const keyword of new Set(schemas.flatMap(annotationsIn))) ajv.addKeyword(keyword);
  return ajv;
}

function annotationsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key.startsWith('x-') ? [key] : []),
    ...annotationsIn(inner),
  ]);
}

/**
 * Writes a union of constants as an `enum`: it means the same, in a tenth of the code and with one message. Leaves
 * descriptions out, so that schemas that differ only in them are shared.
 */
function inShort<Schema>(schema: Schema): Schema {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map((inner: unknown) => inShort(inner)) as Schema;
  const { anyOf, ...rest } = schema as { readonly anyOf?: unknown };
  const constants = Array.isArray(anyOf) ? anyOf.flatMap(constantOf) : [];
  const isEnum = Array.isArray(anyOf) && anyOf.length > 0 && constants.length === anyOf.length;
  const entries = Object.entries(isEnum ? { ...rest, enum: constants } : schema)
    .filter(([key, inner]) => key !== 'description' || typeof inner !== 'string')
    .map(([key, inner]) => [key, inShort(inner)]);
  return Object.fromEntries(entries) as Schema;
}

/** The value of a schema that is a constant and nothing else. */
function constantOf(schema: unknown): readonly unknown[] {
  const { const: value, type: _, ...rest } = schema as { readonly const?: unknown; readonly type?: unknown };
  return value === undefined || Object.keys(rest).length > 0 ? [] : [value];
}

/** As the code that is compiled at build says it. */
function inWords(message: string): string {
  const [, pattern] = /^must match pattern "(.*)"$/s.exec(message) ?? [];
  return pattern === undefined ? message : patternMessage(pattern);
}

const compiled = new WeakMap<TSchema, Check>();

registerChecks((_name, schema) => {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const validator: ValidateFunction = ajvFor([schema], options).compile(inShort(schema));
  const check: Check = (value) =>
    checkOf(validator)(value).map(({ path, message }) => ({ path, message: inWords(message) }));
  compiled.set(schema, check);
  return check;
});
