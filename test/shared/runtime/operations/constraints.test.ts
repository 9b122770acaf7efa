import { describe, expect, it } from 'vitest';
import { constraintChanges } from '../../../../shared/runtime/operations/constraints.ts';

const refusal = { code: 'RIDER_HAS_RENTAL', detail: 'one at a time' } as const;
const other = { code: 'RIDER_NOT_REGISTERED', detail: 'unknown' } as const;
const take = (key: string, holder: string) => ({ take: key, holder, refusal });
const release = (key: string, holder: string) => ({ release: key, holder });
const needs = (key: string) => ({ require: key, refusal: other });

describe('the constraints of a decision', () => {
  it('are one change each under different keys', () => {
    expect(constraintChanges([take('a', '1'), release('b', '1'), needs('c')])).toEqual([
      { key: 'a', kind: 'hold', holder: '1', allowed: [undefined, '1'], refusal },
      { key: 'b', kind: 'free', holder: '1' },
      { key: 'c', kind: 'check', refusal: other },
    ]);
  });

  it('under one key become one change, since a transaction writes an item once', () => {
    expect(constraintChanges([release('a', '1'), take('a', '2')])).toEqual([
      { key: 'a', kind: 'hold', holder: '2', allowed: [undefined, '1', '2'], refusal },
    ]);
    expect(constraintChanges([take('a', '1'), release('a', '1')])).toEqual([
      { key: 'a', kind: 'free', holder: '1' },
    ]);
    expect(constraintChanges([take('a', '1'), release('a', '2')])).toMatchObject([
      { kind: 'hold', holder: '1' },
    ]);
    expect(constraintChanges([take('a', '1'), take('a', '1')])).toMatchObject([
      { kind: 'hold', holder: '1' },
    ]);
    expect(constraintChanges([needs('a'), take('a', '1')])).toEqual([
      { key: 'a', kind: 'hold', holder: '1', allowed: ['1'], refusal },
    ]);
    expect(constraintChanges([take('a', '1'), needs('a')])).toMatchObject([{ kind: 'hold', holder: '1' }]);
    expect(constraintChanges([needs('a'), release('a', '1')])).toEqual([
      { key: 'a', kind: 'free', holder: '1' },
    ]);
  });

  it('that count become one change of all that is counted', () => {
    const count = (add: number, most: number) => ({ count: 'budget', add, most, refusal });
    expect(constraintChanges([count(3, 10), count(-1, 8)])).toEqual([
      { key: 'budget', kind: 'count', add: 2, most: 8, refusal },
    ]);
    expect(constraintChanges([count(-3, 0)])).toEqual([
      { key: 'budget', kind: 'count', add: -3, most: 0, refusal },
    ]);
    expect(constraintChanges([count(3, 10), count(9, 10)])).toMatchObject({ refusal });
    expect(() => constraintChanges([count(0.5, 10)])).toThrow(/whole numbers/);
    expect(() => constraintChanges([count(1, 10), take('budget', '1')])).toThrow(/cannot be held/);
    expect(() => constraintChanges([take('budget', '1'), count(1, 10)])).toThrow(/cannot count/);
  });

  it('that contradict each other are the refusal', () => {
    expect(constraintChanges([take('a', '1'), take('a', '2')])).toEqual({ refusal });
    expect(constraintChanges([release('a', '1'), needs('a')])).toEqual({ refusal: other });
  });
});
