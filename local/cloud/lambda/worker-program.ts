import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

const PROJECT = join(import.meta.dirname, '..', '..', '..');
/** Inside the project: what Lambda's runtime brings along is found in its packages. */
const FOLDER = join(PROJECT, '.roadstream', 'functions');

let program: URL | undefined;

/**
 * What a function's thread runs, in one file of JavaScript. Node would take the types out of its sources anew in each
 * thread, which costs a third of a cold start.
 */
export function workerProgram(): URL {
  program ??= build();
  return program;
}

function build(): URL {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('./worker/main.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: `node${process.versions.node}`,
    write: false,
  });
  const code = outputFiles.map(({ text }) => text).join('');
  const name = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const path = join(FOLDER, `thread-${name}.mjs`);
  if (!existsSync(path)) {
    mkdirSync(FOLDER, { recursive: true });
    // Whoever starts at the same moment finds no file or a whole one.
    const unfinished = `${path}.${process.pid}`;
    writeFileSync(unfinished, code);
    renameSync(unfinished, path);
  }
  return pathToFileURL(path);
}
