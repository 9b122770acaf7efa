import { build } from 'esbuild';
import { Integer, Array as List, Object as Obj, Optional, String as Str, type TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { rooms } from '../../../functions/rooms.ts';
import { messages, mqttMessages, routes, socketMessages } from '../../../shared/contracts/catalogue.ts';
import { standaloneCode } from '../../../shared/contracts/compile.ts';
import { Time } from '../../../shared/contracts/fields.ts';
import { registerValidators, type Validator, violations } from '../../../shared/contracts/validate.ts';
import { checksOf } from '../../../shared/runtime/checks.ts';

const Person = Obj(
  {
    name: Str({ minLength: 1, maxLength: 3, 'x-personal': true }),
    age: Optional(Integer({ minimum: 0 })),
    tags: Optional(List(Str({ pattern: '^[a-z]+$' }))),
  },
  { additionalProperties: false },
);

/** The code as a bundle holds it: nothing outside of it can be reached. */
async function loaded(schemas: Record<string, TSchema>): Promise<Record<string, Validator>> {
  const { outputFiles } = await build({
    stdin: { contents: standaloneCode(schemas), loader: 'js' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
  });
  const code = outputFiles[0]?.text ?? '';
  const module = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
    validators: Record<string, Validator>;
  };
  return module.validators;
}

describe('validators compiled on demand', () => {
  it('accept values that follow the schema', () => {
    expect(violations('person', Person, { name: 'Ana', tags: ['a'] })).toEqual([]);
  });

  it('report each violation with its path and the expected value', () => {
    expect(violations('person', Person, { age: -1, tags: ['a', 'B'], size: 1 })).toEqual([
      { path: '', message: "must have required property 'name'" },
      { path: '', message: 'must NOT have additional properties: "size"' },
      { path: '/age', message: 'must be >= 0' },
      { path: '/tags/1', message: 'must match pattern "^[a-z]+$"' },
    ]);
  });

  it('refuse a schema with a mistyped keyword', () => {
    const wrong = { type: 'string', maxLenght: 3 } as unknown as TSchema;
    expect(() => violations('wrong', wrong, 'x')).toThrow(/maxLenght/);
  });
});

describe('validators compiled at build', () => {
  it('need no imports, and count characters, not code units', async () => {
    const validators = await loaded({ person: Person });
    registerValidators(validators);
    expect(violations('person', Person, { name: '🚗🚗🚗' })).toEqual([]);
    expect(violations('person', Person, { name: '🚗🚗🚗🚗' })).toEqual([
      { path: '/name', message: 'must NOT have more than 3 characters' },
    ]);
  });

  it('report violations in a shared part, with their path, for each schema that contains it', async () => {
    const Couple = Obj({ first: Person, second: Optional(Person) }, { additionalProperties: false });
    const Crowd = Obj({ people: List(Person, { minItems: 1 }) });
    registerValidators(await loaded({ couple: Couple, crowd: Crowd }));
    const nobody = { name: '', tags: ['B'] };
    const wrongIn = (path: string) => [
      { path: `${path}/name`, message: 'must NOT have fewer than 1 characters' },
      { path: `${path}/tags/0`, message: 'must match pattern "^[a-z]+$"' },
    ];
    expect(violations('couple', Couple, { first: nobody, second: nobody })).toEqual([
      ...wrongIn('/first'),
      ...wrongIn('/second'),
    ]);
    expect(violations('crowd', Crowd, { people: [{ name: 'Ana' }, nobody] })).toEqual(wrongIn('/people/1'));
  });

  it('say in words what a text must be', async () => {
    const schema = Obj({ at: Time, name: Str({ pattern: String.raw`\S` }) });
    registerValidators(await loaded({ schema }));
    expect(violations('schema', schema, { at: 'now', name: ' ' })).toEqual([
      { path: '/at', message: 'must be a time in UTC, such as 2026-01-31T09:30:00.000Z' },
      { path: '/name', message: 'must be more than blanks' },
    ]);
  });

  it('name the validator that the build forgot', async () => {
    registerValidators(await loaded({ person: Person }));
    expect(() => violations('rentals.reserve.v1', Person, {})).toThrow(/rentals\.reserve\.v1/);
  });

  it.each(
    rooms.flatMap((room) =>
      room.functions.map((declared) => [`${room.name}-${declared.name}`, declared] as const),
    ),
  )('of %s are small', async (_name, declared) => {
    const checks = checksOf(declared);
    if (Object.keys(checks).length === 0) return;
    const { outputFiles } = await build({
      stdin: { contents: standaloneCode(checks), loader: 'js' },
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: 'neutral',
    });
    expect(outputFiles[0]?.contents.length).toBeLessThan(220_000);
  });

  it('accept the example of every contract', async () => {
    const contracts = [
      ...messages.map(({ type, data, example }) => ({
        name: type,
        schema: data,
        example: example,
      })),
      ...mqttMessages.map(({ name, payload, example }) => ({
        name: `mqtt.${name}`,
        schema: payload,
        example: example,
      })),
      ...socketMessages.map(({ name, payload, example }) => ({
        name: `socket.${name}`,
        schema: payload,
        example,
      })),
      ...routes.flatMap(({ id, body, bodyExample }) =>
        body === undefined ? [] : [{ name: `${id}.body`, schema: body, example: bodyExample }],
      ),
      ...routes.flatMap(({ id, success }) =>
        success.body === undefined
          ? []
          : [{ name: `${id}.success`, schema: success.body, example: success.example }],
      ),
    ];
    registerValidators(await loaded(Object.fromEntries(contracts.map(({ name, schema }) => [name, schema]))));
    expect(contracts.length).toBeGreaterThan(20);
    const wrong = contracts.flatMap(({ name, schema, example }) =>
      violations(name, schema, example).map((violation) => ({ name, ...violation })),
    );
    expect(wrong).toEqual([]);
  });
});
