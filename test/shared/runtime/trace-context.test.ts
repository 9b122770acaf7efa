import { describe, expect, it } from 'vitest';
import { childTraceparent, parseTraceparent } from '../../../shared/runtime/trace-context.ts';

const PARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';

describe('trace context', () => {
  it('is read as W3C writes it', () => {
    expect(parseTraceparent(PARENT)).toEqual({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      flags: '00',
    });
  });

  it.each([undefined, '', 'x', PARENT.toUpperCase(), `00-${'0'.repeat(32)}-b7ad6b7169203331-00`])(
    'that is none is dropped: %s',
    (text) => {
      expect(parseTraceparent(text)).toBeUndefined();
    },
  );

  it('goes on in each step with a span of the step’s own, the same whenever the step is done', () => {
    const child = childTraceparent(PARENT, 'op_1');
    expect(child).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
    expect(childTraceparent(PARENT, 'op_1')).toBe(child);
    expect(childTraceparent(PARENT, 'op_2')).not.toBe(child);
  });

  it('begins where there is none', () => {
    const first = childTraceparent(undefined, 'op_1');
    expect(parseTraceparent(first)).toBeDefined();
    expect(childTraceparent('garbage', 'op_1')).toBe(first);
    expect(childTraceparent(undefined, 'op_2').slice(3, 35)).not.toBe(first.slice(3, 35));
  });
});
