import { describe, expect, it } from 'vitest';
import { parseStatement } from '../../../../../local/cloud/iot/sql/statement.ts';
import type { SqlValue } from '../../../../../local/cloud/iot/sql/values.ts';
import { aMessage } from './a-message.ts';

function run(sql: string, payload: SqlValue | Buffer): unknown {
  const result = parseStatement(sql).run(aMessage(payload));
  return result === undefined ? undefined : JSON.parse(result.toString());
}

/** Selects one expression; undefined when the output does not have it. */
function evaluate(expression: string, payload: SqlValue = {}): unknown {
  return (run(`SELECT ${expression} AS x FROM 'a'`, payload) as { x?: unknown }).x;
}

describe('SELECT', () => {
  it('passes the very bytes of the payload with *, whatever they are', () => {
    const bytes = Buffer.from([0, 255, 123, 10]);
    expect(parseStatement("SELECT * FROM 'a'").run(aMessage(bytes))).toBe(bytes);
    const spaced = Buffer.from('{ "a" : 1.0 }');
    expect(parseStatement("SELECT * FROM 'a'").run(aMessage(spaced))).toBe(spaced);
  });

  it('names values after their last member, or as AS says', () => {
    const payload = { color: { red: 255 }, temperature: 50 };
    expect(run("SELECT color.red, temperature AS t FROM 'a'", payload)).toEqual({ red: 255, t: 50 });
    expect(run("select color.red as rgb.r, 0 as rgb.g from 'a'", payload)).toEqual({ rgb: { r: 255, g: 0 } });
  });

  it('adds to the payload with *', () => {
    expect(run("SELECT *, 15 AS speed FROM 'a'", { color: 'red' })).toEqual({ color: 'red', speed: 15 });
  });

  it('takes any name, what every object inherits too', () => {
    const payload = '{"__proto__":{"a":1},"constructor":2}';
    const output = run(
      "SELECT *, toString.name AS inherited, 3 AS valueOf.deep FROM 'a'",
      JSON.parse(payload) as SqlValue,
    );
    expect(Object.entries(output as object)).toEqual([
      ['__proto__', { a: 1 }],
      ['constructor', 2],
      ['valueOf', { deep: 3 }],
    ]);
  });

  it('makes other things than objects with VALUE', () => {
    expect(run("SELECT VALUE color FROM 'a'", { color: 'red' })).toBe('red');
    expect(run("SELECT VALUE [lat, long] FROM 'a'", { lat: 1, long: 2 })).toEqual([1, 2]);
  });

  it('leaves out what is undefined and keeps what is null', () => {
    expect(run("SELECT a, b, NULL AS c FROM 'x'", { a: null })).toEqual({ a: null, c: null });
  });

  it('wraps binary payloads in base64', () => {
    const bytes = Buffer.from([1, 2, 250]);
    expect(run("SELECT encode(*, 'base64') AS data FROM 'a'", bytes)).toEqual({ data: 'AQL6' });
  });

  it('queries inside of arrays', () => {
    const payload = {
      e: [
        { n: 'temperature', v: 22.5 },
        { n: 'light', v: 135 },
      ],
    };
    expect(run("SELECT (SELECT VALUE n FROM e) AS sensors FROM 'a'", payload)).toEqual({
      sensors: ['temperature', 'light'],
    });
    const flat = "SELECT get((SELECT v FROM e WHERE n = 'temperature'), 0).v AS temperature FROM 'a'";
    expect(run(flat, payload)).toEqual({ temperature: 22.5 });
  });

  it('fails, rather than guess, where a value has no place to go', () => {
    const binary = Buffer.from([1]);
    expect(() => run("SELECT *, 1 AS x FROM 'a'", binary)).toThrow('needs a JSON object');
    expect(() => run("SELECT VALUE nothing FROM 'a'", {})).toThrow('Undefined result');
  });
});

describe('FROM and WHERE', () => {
  it('keeps the filter; FROM may be missing', () => {
    expect(parseStatement("SELECT * FROM 'cars/+/events'").filter).toBe('cars/+/events');
    expect(parseStatement('SELECT *').filter).toBeUndefined();
  });

  it('acts on true only: not on false, not on undefined, not on other values', () => {
    const sql = "SELECT * FROM 'a' WHERE temperature > 50";
    expect(run(sql, { temperature: 51 })).toEqual({ temperature: 51 });
    expect(run(sql, { temperature: 50 })).toBeUndefined();
    expect(run(sql, {})).toBeUndefined();
    expect(run("SELECT * FROM 'a' WHERE 1", {})).toBeUndefined();
  });

  it('[4] sees no names of AS, and no members of a payload that is not JSON', () => {
    expect(run("SELECT a AS b FROM 'x' WHERE b = 1", { a: 1 })).toBeUndefined();
    expect(run("SELECT * FROM 'a' WHERE device_type = 'thermostat'", Buffer.from([9]))).toBeUndefined();
  });
});

describe('operators', () => {
  it.each([
    ['1 + 2 * 3 - 4 / 2', 5],
    ['(1 + 2) * 3', 9],
    ['7 / 2', 3],
    ['7.5 / 2', 3.75],
    ['-7 % 4', -3],
    ["'9' - 2", 7],
    ["'a' + 1 + true", 'a1true'],
    ['1 / 0', undefined],
    ["'x' * 2", undefined],
    ['1 + nothing', undefined],
    ["1 < 2 AND 'TRUE' AND NOT false", true],
    ['true AND 1', undefined],
    ['false OR nothing', undefined],
    ['NOT 1 = 1 OR 2 <> 3', true],
    ["1 = '1'", false],
    ["'1' <= 1", true],
    ['{"a": [1, 2]} = {"a": [1, 2]}', true],
    ['nothing = nothing', undefined],
    ['NULL = NULL', true],
    ["'b' IN ['a', 'b']", true],
    ["'c' IN ('a', 'b')", false],
    ["'c' NOT IN ('a', 'b')", true],
    ["CASE 'b' WHEN 'a' THEN 1 WHEN 'b' THEN 2 ELSE 3 END", 2],
    ["CASE 'z' WHEN 'a' THEN 1 ELSE 3 END", 3],
    ["CASE 'z' WHEN 'a' THEN 1 END", undefined],
    ["CASE nothing WHEN 'a' THEN 1 ELSE 3 END", undefined],
  ])('%s is %j', (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });
});

describe('functions', () => {
  it.each([
    ['topic()', 'cars/VIN1/events'],
    ['topic(1)', 'cars'],
    ['topic(2)', 'VIN1'],
    ['topic(9)', undefined],
    ['clientid()', 'VIN1'],
    ['principal()', 'a1b2'],
    ['traceid()', '7e146a2c-95b5-6caf-98b9-50e3969734c7'],
    ['timestamp()', Date.parse('2026-03-04T05:06:07.089Z')],
    ['accountid()', '123456789012'],
    ["encode('hi', 'base64')", 'aGk='],
    ["decode('eyJhIjozM30=', 'base64').a", 33],
    ["decode('aGk=', 'base64')", 'hi'],
    ["decode('*', 'base64')", null],
    ['cast(true AS Int)', 1],
    ['cast("2.7" as int)', 2],
    ['cast(0 AS BOOLEAN)', false],
    ['cast(1.5 as String)', '1.5'],
    ["cast('x' as decimal)", undefined],
    ["concat('con', 'cat')", 'concat'],
    ['concat(1, "hello")', '1hello'],
    ['concat([1, 2], 3, [4])', [1, 2, 3, 4]],
    ["upper('a') + lower('B')", 'Ab'],
    ["substring('012345', 2)", '2345'],
    ["substring('012345', 1, 3)", '12'],
    ["substring('012345', -50, 50)", '012345'],
    ['substring(true, 1.2)', 'rue'],
    ["regexp_matches('aaaa', 'a{2,}')", true],
    ["regexp_matches('aaaa', '(')", undefined],
    ["regexp_replace('abcd', 'b(.*)d', '$1')", 'ac'],
    ["startswith('ranger', 'ran')", true],
    ["endswith('cat', 'at')", true],
    ["indexof('abcd', 'bc')", 1],
    ['length(false)', 5],
    ["numbytes('€')", 3],
    ['abs("-5.5")', 5.5],
    ['abs([1])', undefined],
    ['floor(-1.2)', -2],
    ['ceil(1.2)', 2],
    ['Round(-1.5)', -2],
    ['round(1.5)', 2],
    ['mod(8, 3)', 2],
    ['power(2, 5)', 32],
    ['sqrt(-1)', undefined],
    ['trunc(2.3123, 2)', 2.31],
    ['isNull(NULL)', true],
    ['isNull(nothing)', false],
    ['isUndefined(floor([1, 2]))', true],
    ['nanvl(nothing, 3)', 3],
    ["get(['a', 'b'], 1)", 'b'],
    ["get(['a', 'b'], -1)", undefined],
    ["get({'a-b': 1}, 'a-b')", 1],
    ["md5('hello')", '5d41402abc4b2a76b9719d911017c592'],
    ["sha256('hello')", '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'],
    [
      `parse_time("yyyy.MM.dd G 'at' HH:mm:ss z", 100000000, 'America/Belize')`,
      '1970.01.01 AD at 21:46:40 CST',
    ],
    ["parse_time('yyyy-MM-dd''T''HH:mm:ss.SSSZZ', timestamp())", '2026-03-04T05:06:07.089+00:00'],
    ["parse_time('EEE, d MMM yy h a', 0)", 'Thu, 1 Jan 70 12 AM'],
  ])('%s is %j', (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  it('[4] topic(n) counts from 1, of the topic without the prefix of Basic Ingest', () => {
    expect([0, 1, 2, 3, 4].map((n) => evaluate(`topic(${n})`))).toEqual([
      undefined,
      'cars',
      'VIN1',
      'events',
      undefined,
    ]);
  });

  it('makes a new UUID each time', () => {
    const first = evaluate('newuuid()');
    expect(first).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(evaluate('newuuid()')).not.toBe(first);
  });

  it('says n/a and undefined for what did not come over MQTT', () => {
    const message = aMessage({}, { clientId: undefined, traceId: undefined });
    const result = parseStatement("SELECT clientid() AS c, traceid() AS t FROM 'a'").run(message);
    expect(result?.toString()).toBe('{"c":"n/a"}');
  });

  it('does not guess at letters of a time pattern', () => {
    expect(() => evaluate("parse_time('QQ', 0)")).toThrow('does not know the letter Q');
    expect(() => evaluate("parse_time('yyyy', 0, 'Atlantis')")).toThrow('Atlantis');
  });
});

describe('what is refused when a rule is loaded', () => {
  it.each([
    ["SELECT aws_lambda('arn', 1) AS x FROM 'a'", 'does not know the function aws_lambda'],
    ["SELECT get_secret('a', 'SecretString', 'b', 'c') AS x FROM 'a'", 'only in the client properties'],
    ["SELECT toString() AS x FROM 'a'", 'does not know the function toString'],
    ["SELECT upper() AS x FROM 'a'", 'upper takes 1 arguments'],
    ["SELECT topic(1) FROM 'a'", 'needs a name'],
    ['SELECT a FROM a/b', 'topic filter in quotes'],
    ["SELECT a FROM 'a' WHERE", 'expected an expression'],
    ["SELECT a FROM 'a' GROUP BY b", 'expected the end'],
    ["SELECT a.0 FROM 'a'", 'expected'],
    ["SELECT a[0] FROM 'a'", 'expected'],
    ["SELECT cast(a AS float) AS x FROM 'a'", 'unknown type'],
    ["SELECT encode(*, 'hex') AS x FROM 'a'", "only 'base64'"],
    ["SET @x = 1 SELECT @x AS y FROM 'a'", 'expected SELECT'],
    ["SELECT a FROM 'a' -- why", 'expected the end'],
    ["SELECT a FROM 'cars/#/telemetry'", 'expected a topic filter with whole levels as wildcards'],
    ["SELECT a FROM 'cars/vin+/telemetry'", 'expected a topic filter with whole levels as wildcards'],
    ['', 'expected SELECT'],
  ])('%s', (sql, why) => {
    expect(() => parseStatement(sql)).toThrow(why);
  });
});
