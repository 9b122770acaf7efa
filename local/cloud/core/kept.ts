import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LocalCloudError } from './local-cloud-error.ts';

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new LocalCloudError(
      'DATA_DIRECTORY',
      `${file} cannot be read; put it right, or start with another --data-dir`,
      { cause: error },
    );
  }
}

/** Writes a small value to `<directory>/kept/<name>.json`, whole or not at all. */
export function write(directory: string, name: string, value: unknown): void {
  const file = join(directory, 'kept', `${name}.json`);
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(`${file}.new`, JSON.stringify(value), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch (error) {
    throw new LocalCloudError(
      'DATA_DIRECTORY',
      `${file} cannot be written; is the disk full, or the folder read-only?`,
      { cause: error },
    );
  }
}

/** The value written under this name, or undefined. */
export function kept(directory: string, name: string): unknown {
  return read(join(directory, 'kept', `${name}.json`));
}

/**
 * A value that is made up once and found again at the next start: keys, secrets, authorities.
 * `parse` throws when what was found is not one.
 */
export function keep<T>(directory: string, name: string, parse: (found: unknown) => T, make: () => T): T {
  const found = kept(directory, name);
  if (found !== undefined) return parse(found);
  const made = make();
  write(directory, name, made);
  return made;
}
