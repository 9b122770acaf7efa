import { describe, expect, it } from 'vitest';
import { childTraceparent, parseTraceparent } from '../../../shared/runtime/trace-context.ts';

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

describe('trace context', () => {
  it('is read in the W3C format', () => {
    expect(parseTraceparent(PARENT)).toEqual({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      flags: '00',
    });
  });

  it.each([undefined, '', 'x', PARENT.toUpperCase(), `00-${'0'.repeat(32)}-b7ad6b7169203331-00`])(
    'is ignored when it is not valid: %s',
    (text) => {
      expect(parseTraceparent(text)).toBeUndefined();
    },
  );

  it('has a span for each step, which is the same when the step is repeated', () => {
    const child = childTraceparent(PARENT, 'op_1');
    expect(child).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
    expect(childTraceparent(PARENT, 'op_1')).toBe(child);
    expect(childTraceparent(PARENT, 'op_2')).not.toBe(child);
  });

  it('begins when there is no parent', () => {
    const first = childTraceparent(undefined, 'op_1');
    expect(parseTraceparent(first)).toBeDefined();
    expect(childTraceparent('garbage', 'op_1')).toBe(first);
    expect(childTraceparent(undefined, 'op_2').slice(3, 35)).not.toBe(first.slice(3, 35));
  });
});
