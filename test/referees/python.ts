import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const root = resolve(import.meta.dirname, '../..');
const requirements = join(import.meta.dirname, 'requirements.txt');
const venv = join(root, '.roadstream/referees');
const stamp = join(venv, 'requirements.sha256');
const scripts = join(venv, process.platform === 'win32' ? 'Scripts' : 'bin');

const OLDEST: readonly [major: number, minor: number] = [3, 11];
const CANDIDATES = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11'];

export class PythonMissing extends Error {
  readonly code = 'PYTHON_MISSING';
  constructor(found: readonly string[]) {
    super(
      `The referees need Python ${OLDEST.join('.')} or newer with venv and pip; found ${found.length === 0 ? 'none' : found.join(', ')}. ` +
        'Install it (Debian and Ubuntu: apt install python3 python3-venv; macOS: brew install python; others: https://www.python.org/downloads) and run npm run referees again',
    );
    this.name = 'PythonMissing';
  }
}

let prepared: Promise<void> | undefined;

/** The path of a program of the referees' own Python environment, which is made from PyPI when it is not there. */
export async function pythonProgram(name: string): Promise<string> {
  // Once for all referees that ask meanwhile.
  prepared ??= prepare();
  await prepared;
  return join(scripts, process.platform === 'win32' ? `${name}.exe` : name);
}

async function prepare(): Promise<void> {
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  await install();
  writeFileSync(stamp, wanted);
}

async function install(): Promise<void> {
  const python = await newEnoughPython();
  process.stdout.write(`  making ${venv} with ${python} from ${requirements}\n`);
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(dirname(venv), { recursive: true });
  await run(python, ['-m', 'venv', venv]);
  await run(join(scripts, 'python'), ['-m', 'pip', 'install', '--quiet', '--requirement', requirements]);
}

async function newEnoughPython(): Promise<string> {
  const found: string[] = [];
  for (const candidate of CANDIDATES) {
    const version = await versionOf(candidate);
    if (version === undefined) continue;
    found.push(`${candidate} ${version.join('.')}`);
    if (version[0] === OLDEST[0] && version[1] >= OLDEST[1]) return candidate;
  }
  throw new PythonMissing(found);
}

async function versionOf(candidate: string): Promise<readonly [major: number, minor: number] | undefined> {
  try {
    const { stdout } = await run(candidate, ['-c', 'import sys; print(*sys.version_info[:2])']);
    const [major = 0, minor = 0] = stdout.trim().split(' ').map(Number);
    return [major, minor];
  } catch {
    return undefined;
  }
}
