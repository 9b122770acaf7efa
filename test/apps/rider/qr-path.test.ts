import { assert, property, stringMatching } from 'fast-check';
import { decodeQR } from 'qr/decode.js';
import { expect, it } from 'vitest';
import { qrPath } from '../../../apps/rider/rewards/qr-path.ts';
import { codePicture } from './code-picture.ts';

it('draws codes that a scanner reads, also as long as those of coupons', () => {
  assert(
    property(stringMatching(/^[\w.-]{1,400}$/), (text) => {
      const { size, path } = qrPath(text);
      expect(decodeQR(codePicture(size, path))).toBe(text);
    }),
    { numRuns: 20 },
  );
});
