import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { generatedPages } from './generator/pages.ts';

/** `npm run docs`: writes the pages that come from the contracts, and the key protocol's test vectors. A test fails when they are stale. */
for (const [path, text] of generatedPages()) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  process.stdout.write(`${path}  ${text.length} characters\n`);
}
