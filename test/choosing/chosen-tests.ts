import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, matchesGlob, relative, resolve } from 'node:path';
import { reachedBy, testFiles } from './reached-files.ts';

const root = resolve(import.meta.dirname, '../..');

/** The files that decide how everything is built and run. */
const EVERYTHING = [
  '.npmrc',
  'package.json',
  'local/cloud/package.json',
  'package-lock.json',
  'tsconfig.json',
  'vitest.config.ts',
  'test/engines/**',
];
/** These tests read the tree itself, so every change reaches them. */
const LOOK_AT_ALL = ['test/architecture/**', 'test/choosing/**', 'test/docs/**'];
/** A test that loads one of these builds the templates and all bundles, or runs them. */
const BUILDERS = [
  'infra/app.ts',
  'infra/bundle.ts',
  'local/tools/platform/own-assembly.ts',
  'local/tools/platform/start.ts',
];
/** The sources of templates, bundles and web apps. */
const BUILT_FROM = ['apps/', 'functions/', 'infra/', 'local/', 'sdk/', 'shared/', 'cdk.json'];
/** The programs that build templates and bundles, by the name with which tests start them. */
const BUILDING_PROGRAMS = ['local/tools/main.ts', 'infra/app.ts'];

/** Text in quotes that may be the path of a file. */
const QUOTED = /'([^'\s]{3,200})'|"([^"\s]{3,200})"|`([^`\s$]{3,200})`/g;

const namedIn = new Map<string, readonly string[]>();

/** The files and folders of this project that a file names, relative to the root or to its own folder. */
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

/** Whether a test depends on a file: it loads or reads the file, starts a program that loads it, or runs a build of it. */
type DependsOn = (file: string) => boolean;

function dependenciesOf(
  loaded: ReadonlySet<string>,
  programs: ReadonlyMap<string, ReadonlySet<string>>,
): DependsOn {
  const read = new Set(ofTests(loaded).flatMap(named));
  const started = new Set([...read].flatMap((file) => [...(programs.get(file) ?? [])]));
  const folders = [...read].filter(isFolder).map((folder) => `${folder}/`);
  const builds =
    BUILDERS.some((file) => loaded.has(file)) || BUILDING_PROGRAMS.some((file) => read.has(file));
  return (file) =>
    loaded.has(file) ||
    started.has(file) ||
    read.has(file) ||
    // A test that names a folder reads its data or pages. It does not read the sources in it.
    folders.some((folder) => file.startsWith(folder) && !file.endsWith('.ts')) ||
    (builds && BUILT_FROM.some((place) => file.startsWith(place)));
}

let known: Promise<ReadonlyMap<string, DependsOn>> | undefined;

/** What each test depends on, by the files as they are now. */
async function readTests(): Promise<ReadonlyMap<string, DependsOn>> {
  const loaded = await reachedBy(testFiles());
  const testing = new Set([...loaded.values()].flatMap(ofTests));
  // Tests start as another process what they name and do not load.
  const programs = [...new Set([...testing].flatMap(named))].filter(
    (file) => file.endsWith('.ts') && !isFolder(file),
  );
  const reached = await reachedBy(programs);
  return new Map([...loaded].map(([test, files]) => [test, dependenciesOf(files, reached)]));
}

/** The tests that a change of these files can reach. */
export async function testsReachedBy(changed: readonly string[]): Promise<readonly string[]> {
  if (changed.length === 0) return [];
  if (changed.some((file) => matches(file, EVERYTHING))) return testFiles();
  known ??= readTests();
  return [...(await known)]
    .filter(([test, dependsOn]) => matches(test, LOOK_AT_ALL) || changed.some(dependsOn))
    .map(([test]) => test);
}
