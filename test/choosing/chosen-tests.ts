import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, matchesGlob, relative, resolve } from 'node:path';
import { reachedBy, testFiles } from './reached-files.ts';

const root = resolve(import.meta.dirname, '../..');

/** What decides how everything is built and run. */
const EVERYTHING = [
  '.npmrc',
  'package.json',
  'local/cloud/package.json',
  'package-lock.json',
  'tsconfig.json',
  'vitest.config.ts',
  'test/engines/**',
];
/** These look at the tree itself, whatever is in it. */
const LOOK_AT_ALL = ['test/architecture/**', 'test/choosing/**', 'test/docs/**'];
/** Whoever loads one of these builds the templates and all bundles, or runs what was built. */
const BUILDERS = [
  'infra/app.ts',
  'infra/bundle.ts',
  'local/tools/platform/own-assembly.ts',
  'local/tools/platform/start.ts',
];
/** … and so rests on all of that. */
const BUILT_FROM = ['functions/', 'infra/', 'local/', 'shared/', 'cdk.json'];
/** Programs that build and run it, by the name with which tests start them. */
const BUILDING_PROGRAMS = ['local/tools/main.ts', 'infra/app.ts'];

/** Text in quotes that may be the path of a file. */
const QUOTED = /'([^'\s]{3,200})'|"([^"\s]{3,200})"|`([^`\s$]{3,200})`/g;

const namedIn = new Map<string, readonly string[]>();

/** Files and folders of this project that a file names, from the root or from where it lies. */
function named(file: string): readonly string[] {
  const known = namedIn.get(file);
  if (known !== undefined) return known;
  const found = new Set<string>();
  for (const [, ...texts] of readFileSync(join(root, file), 'utf8').matchAll(QUOTED)) {
    const path = texts.find((one) => one !== undefined) ?? '';
    if (!/[./]/.test(path)) continue;
    for (const place of [join(root, path), resolve(root, dirname(file), path)]) {
      const inside = relative(root, place).replaceAll('\\', '/');
      if (inside !== '' && !inside.startsWith('..') && existsSync(place)) found.add(inside);
    }
  }
  namedIn.set(file, [...found]);
  return [...found];
}

const isFolder = (path: string): boolean => statSync(join(root, path)).isDirectory();
const matches = (path: string, globs: readonly string[]): boolean =>
  globs.some((glob) => matchesGlob(path, glob));
const ofTests = (files: Iterable<string>): string[] => [...files].filter((file) => file.startsWith('test/'));

/** Whether a test rests on a file: it loads it, or a program that does, or reads it, or what it runs was built from it. */
type Rests = (file: string) => boolean;

function restsOn(loaded: ReadonlySet<string>, programs: ReadonlyMap<string, ReadonlySet<string>>): Rests {
  const read = new Set(ofTests(loaded).flatMap(named));
  const started = new Set([...read].flatMap((file) => [...(programs.get(file) ?? [])]));
  const folders = [...read].filter(isFolder).map((folder) => `${folder}/`);
  const builds =
    BUILDERS.some((file) => loaded.has(file)) || BUILDING_PROGRAMS.some((file) => read.has(file));
  return (file) =>
    loaded.has(file) ||
    started.has(file) ||
    read.has(file) ||
    // A folder of sources is named in passing; one of data or documents is read.
    folders.some((folder) => file.startsWith(folder) && !file.endsWith('.ts')) ||
    (builds && BUILT_FROM.some((place) => file.startsWith(place)));
}

let known: Promise<ReadonlyMap<string, Rests>> | undefined;

/** What each test rests on, by the files as they are. */
async function readTests(): Promise<ReadonlyMap<string, Rests>> {
  const loaded = await reachedBy(testFiles());
  const testing = new Set([...loaded.values()].flatMap(ofTests));
  // What tests name and do not load: they start it as another process.
  const programs = [...new Set([...testing].flatMap(named))].filter(
    (file) => file.endsWith('.ts') && !isFolder(file),
  );
  const reached = await reachedBy(programs);
  return new Map([...loaded].map(([test, files]) => [test, restsOn(files, reached)]));
}

/** The tests that a change of these files can reach. */
export async function testsReachedBy(changed: readonly string[]): Promise<readonly string[]> {
  if (changed.length === 0) return [];
  if (changed.some((file) => matches(file, EVERYTHING))) return testFiles();
  known ??= readTests();
  return [...(await known)]
    .filter(([test, rests]) => matches(test, LOOK_AT_ALL) || changed.some(rests))
    .map(([test]) => test);
}
