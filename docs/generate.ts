import { mkdir, writeFile } from 'node:fs/promises';
import { generatedPages } from './generator/pages.ts';

/** `npm run docs`: writes the pages that come from the contracts. A test fails when they are stale. */
await mkdir('docs/api', { recursive: true });
for (const [path, text] of generatedPages()) {
  await writeFile(path, text);
  process.stdout.write(`${path}  ${text.length} characters\n`);
}
