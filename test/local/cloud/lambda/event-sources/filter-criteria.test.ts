import { describe, expect, it } from 'vitest';
import { filterCriteria } from '../../../../../local/cloud/lambda/event-sources/filter-criteria.ts';

function filter(pattern: object, mismatch: 'drop' | 'pass' = 'pass') {
  return filterCriteria({ Filters: [{ Pattern: JSON.stringify({ value: pattern }) }] }, 'value', mismatch);
}

describe('FilterCriteria', () => {
  it.each([
    ['an equal value', { a: ['x', 'y'] }, { a: 'y' }, true],
    ['another value', { a: ['x'] }, { a: 'z' }, false],
    ['a missing field', { a: ['x'] }, {}, false],
    ['a nested field', { a: { b: [1] } }, { a: { b: 1 } }, true],
    ['one entry of a list', { a: ['x'] }, { a: ['w', 'x'] }, true],
    ['null', { a: [null] }, { a: null }, true],
    ['a prefix', { a: [{ prefix: 'car.' }] }, { a: 'car.moved' }, true],
    ['a suffix', { a: [{ suffix: '.v1' }] }, { a: 'car.v2' }, false],
    ['upper and lower case', { a: [{ 'equals-ignore-case': 'ABC' }] }, { a: 'abc' }, true],
    ['anything but', { a: [{ 'anything-but': ['x'] }] }, { a: 'y' }, true],
    ['anything but, missing', { a: [{ 'anything-but': ['x'] }] }, {}, false],
    ['anything but a prefix', { a: [{ 'anything-but': { prefix: 'x' } }] }, { a: 'xy' }, false],
    ['a number in a range', { a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 5 }, true],
    ['a number outside', { a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 0 }, false],
    ['existence', { a: [{ exists: true }] }, { a: null }, true],
    ['existence of what every object inherits', { constructor: [{ exists: true }] }, {}, false],
    ['absence', { a: [{ exists: false }] }, { b: 1 }, true],
    ['either of two', { $or: [{ a: [1] }, { b: [2] }] }, { b: 2 }, true],
    ['both fields', { a: [1], b: [2] }, { a: 1, b: 3 }, false],
  ])('%s', (_, pattern, value, matches) => {
    expect(filter(pattern)(JSON.stringify(value))).toBe(matches);
  });

  it('takes a record that one of several filters wants', () => {
    const Filters = ['a', 'b'].map((type) => ({ Pattern: JSON.stringify({ value: { type: [type] } }) }));
    const wanted = filterCriteria({ Filters }, 'value', 'pass');
    expect(['a', 'b', 'c'].map((type) => wanted(JSON.stringify({ type })))).toEqual([true, true, false]);
  });

  it('filters plain text by a list', () => {
    const wanted = filterCriteria(
      { Filters: [{ Pattern: '{"value":[{"anything-but":["error"]}]}' }] },
      'value',
      'pass',
    );
    expect([wanted('fine'), wanted('error')]).toEqual([true, false]);
  });

  it('[18] does not filter a Kafka record of another form, and drops an SQS message of another form', () => {
    expect(filter({ a: [1] }, 'pass')('no JSON')).toBe(true);
    expect(filter({ a: [1] }, 'drop')('no JSON')).toBe(false);
  });

  it('[18] refuses what it would otherwise silently ignore', () => {
    expect(() => filter({ a: [{ wildcard: '*' }] })).toThrow(/wildcard/);
    expect(() => filterCriteria({ Filters: [{ Pattern: '{"topic":["a"]}' }] }, 'value', 'pass')).toThrow(
      /not topic/,
    );
  });
});
