import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Keeps the bundles of the last synthesis, and uses them again until their sources change. */

export interface BundleMemory {
  /** The file that remembers them. */
  readonly file: string;
  /** Files, and folders with everything in them. */
  readonly sources: readonly string[];
}

interface Remembered<Built> {
  /** Of all sources. */
  readonly sources: string;
  /** Of each file that was made, by its path. */
  readonly made: Readonly<Record<string, string>>;
  readonly built: Built;
}

/**
 * Returns what `build` made from these sources before, or builds now. It also builds again when a file has changed since
 * it was made, because another synthesis may have written it. The result must be plain JSON.
 */
export async function onceForSources<Built>(
  { file, sources }: BundleMemory,
  filesOf: (built: Built) => readonly string[],
  build: () => Promise<Built>,
): Promise<Built> {
  // Hashed before the build reads them, so that changes during the build are bundled the next time.
  const hash = hashOf(sources.flatMap(filesIn));
  const known = read<Built>(file);
  if (known?.sources === hash && isThere(known.made)) return known.built;
  const built = await build();
  const made = Object.fromEntries(filesOf(built).map((path) => [path, hashOf([path])]));
  await write(file, { sources: hash, made, built });
  return built;
}

function filesIn(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function isThere(made: Remembered<unknown>['made']): boolean {
  return Object.entries(made).every(([path, hash]) => existsSync(path) && hashOf([path]) === hash);
}

/** Undefined when the file is missing or not readable. */
function read<Built>(file: string): Remembered<Built> | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Remembered<Built>;
  } catch {
    return undefined;
  }
}

async function write(file: string, remembered: Remembered<unknown>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  // Renamed in one step, so that another synthesis reads the old file or the new one, and never a part.
  const fresh = `${file}.${randomUUID()}`;
  await writeFile(fresh, JSON.stringify(remembered));
  await rename(fresh, file);
}
