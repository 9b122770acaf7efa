import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Authority, createAuthority } from './authority.ts';
import { type ClockState, platformTime } from './clock.ts';
import { kept, write } from './kept.ts';
import { LocalCloudError } from './local-cloud-error.ts';
import { isRecord } from './plain-value.ts';

export interface DataDirectory {
  readonly path: string;
  /** False for a temporary folder, which `remove` deletes. */
  readonly isKept: boolean;
  remove(): void;
}

/** A file that says that a folder is one of ours. */
const MARKER = 'local-cloud.txt';
const MARKER_TEXT = 'This folder belongs to a local cloud, which keeps its state here.\n';
/** What the system itself puts into empty folders. */
const NO_CONTENT: ReadonlySet<string> = new Set(['.DS_Store', 'lost+found']);

/**
 * The folder given, made when it is missing, or a temporary one. A folder with files of somebody else is refused.
 * Throws a LocalCloudError (DATA_DIRECTORY).
 */
export function openDataDirectory(path?: string): DataDirectory {
  if (path === undefined) {
    const temporary = mkdtempSync(join(tmpdir(), 'roadstream-'));
    mark(temporary);
    return {
      path: temporary,
      isKept: false,
      remove: () => rmSync(temporary, { recursive: true, force: true }),
    };
  }
  try {
    mkdirSync(path, { recursive: true });
    if (isForeign(path)) {
      throw new LocalCloudError(
        'DATA_DIRECTORY',
        `${path} has files that are not of a local cloud; name an empty folder, or a new one, with --data-dir`,
      );
    }
    mark(path);
  } catch (error) {
    if (error instanceof LocalCloudError) throw error;
    throw new LocalCloudError('DATA_DIRECTORY', `${path} cannot be used; name another with --data-dir`, {
      cause: error,
    });
  }
  return { path: resolve(path), isKept: true, remove: () => undefined };
}

function isForeign(path: string): boolean {
  if (existsSync(join(path, MARKER))) return false;
  return readdirSync(path).some((name) => !NO_CONTENT.has(name));
}

function mark(path: string): void {
  if (!existsSync(join(path, MARKER))) writeFileSync(join(path, MARKER), MARKER_TEXT);
}

/** The authority of the last start on this folder, or a new one that the next start will find. */
export async function openAuthority(directory: string): Promise<Authority> {
  const found = kept(directory, 'authority');
  if (isRecord(found) && typeof found['certificate'] === 'string' && typeof found['key'] === 'string')
    return { certificate: found['certificate'], key: found['key'] };
  const authority = await createAuthority();
  write(directory, 'authority', authority);
  return authority;
}

/**
 * Where the platform's time goes on: from the last start on this folder, never back. What passed in between counts
 * at the scale that it was left with (1 after an orderly end).
 */
export function resumeClock(directory: string, scale: number): ClockState {
  const realStart = Date.now();
  const found = kept(directory, 'clock');
  const values = isRecord(found) ? [found['realStart'], found['start'], found['scale']].map(Number) : [];
  const [real = realStart, start = realStart, before = 1] = values;
  const last = platformTime({ realStart: real, start, scale: before }, realStart);
  return { realStart, start: Number.isFinite(last) ? last : realStart, scale };
}

/** Keeps the time for the next start. */
export function saveClock(directory: string, state: ClockState): void {
  write(directory, 'clock', state);
}
