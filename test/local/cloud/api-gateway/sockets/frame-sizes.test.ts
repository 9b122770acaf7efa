import { expect, it } from 'vitest';
import { FrameSizes } from '../../../../../local/cloud/api-gateway/sockets/frame-sizes.ts';
import {
  selectedRoute,
  selectionPath,
} from '../../../../../local/cloud/api-gateway/sockets/route-selection.ts';

/** A client's frame: masked, with its length as RFC 6455 writes it. */
function frame(length: number): Buffer {
  const size = length < 126 ? Buffer.from([0x80 | length]) : Buffer.alloc(length < 65_536 ? 3 : 9);
  if (length >= 126 && length < 65_536) {
    size[0] = 0x80 | 126;
    size.writeUInt16BE(length, 1);
  } else if (length >= 65_536) {
    size[0] = 0x80 | 127;
    size.writeBigUInt64BE(BigInt(length), 1);
  }
  return Buffer.concat([Buffer.from([0x81]), size, Buffer.alloc(4), Buffer.alloc(length)]);
}

it.each([1, 3, 7, 1000, 1_000_000])('finds the frames’ lengths in pieces of %i bytes', (piece) => {
  const bytes = Buffer.concat([5, 0, 125, 126, 40_000, 3, 70_000, 1].map(frame));
  const sizes = new FrameSizes();
  const found: number[] = [];
  for (let at = 0; at < bytes.length; at += piece)
    found.push(sizes.largestIn(bytes.subarray(at, at + piece)));
  expect(Math.max(...found)).toBe(70_000);
  expect(found.filter((size) => size > 32_768).length).toBeLessThanOrEqual(2);
  expect(sizes.largestIn(frame(9))).toBe(9);
});

it.each([
  ['{"action":"go"}', 'go'],
  ['{"action":7}', '7'],
  ['{"action":{"a":1}}', undefined],
  ['{"other":"go"}', undefined],
  ['go', undefined],
  ['null', undefined],
])('selects the route of %s', (body, key) => {
  expect(selectedRoute('$request.body.action', body)).toBe(key);
  expect(selectedRoute('${request.body.action}', body)).toBe(key);
});

it('knows expressions of the body, and no others', () => {
  expect(selectionPath('$request.body.a.b-c')).toEqual(['a', 'b-c']);
  for (const other of ['$request.header.x', '$request.body', 'action', '${request.body.a} b'])
    expect(selectionPath(other)).toBeUndefined();
});
