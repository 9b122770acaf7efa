import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * `node sdk/build.ts FOLDER`: the package as others get it, for `npm pack` and `npm publish`: JavaScript, types and the
 * README. In this tree the sources are used as they are.
 */
const sdk = import.meta.dirname;
const folder = process.argv[2] ?? join(sdk, '../.roadstream/sdk');

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const tsc = createRequire(import.meta.url)
  .resolve('typescript/package.json')
  .replace('package.json', 'bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', sdk, '--outDir', join(folder, 'dist')], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

const { private: _, ...own } = JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8')) as Record<
  string,
  unknown
>;
const built = {
  ...own,
  types: './dist/index.d.ts',
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  files: ['dist'],
};
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(built, undefined, 2)}\n`);
cpSync(join(sdk, 'README.md'), join(folder, 'README.md'));
cpSync(join(sdk, '../LICENSE'), join(folder, 'LICENSE'));
process.stdout.write(`${folder}\n`);
