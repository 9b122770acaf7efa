import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';
import { roomErrors } from '../shared/contracts/catalogue.ts';
import { findErrorEntry } from '../shared/contracts/errors.ts';

/**
 * Puts the error codes of all rooms in the place of `shared/contracts/all-errors.ts`: their contracts, which define
 * them, are a hundred kilobytes, and grow with each room.
 */
export const onlyErrorCodes: Plugin = {
  name: 'only-error-codes',
  setup(build) {
    build.onLoad({ filter: /shared\/contracts\/all-errors\.ts$/ }, ({ path }) => ({
      contents: [
        `import { roomError } from './errors.ts';`,
        ...roomErrors.map(({ code }) => `roomError('${code}', ${JSON.stringify(findErrorEntry(code))});`),
      ].join('\n'),
      resolveDir: dirname(path),
    }));
  },
};
