import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { endsWithUs } from '../../cloud/engines/child-life.ts';
import { alone } from '../setup/lock.mjs';

/** This project's own assembly: synthesized when its sources have changed since the last time. */

const root = resolve(import.meta.dirname, '../../..');
const folder = join(root, 'cdk.out');
const stamp = join(root, '.roadstream', 'assembly.sha256');

/** The sources of templates and bundles. */
const SOURCES = ['infra', 'functions', 'shared', 'package-lock.json', 'cdk.json'];

export class SynthError extends Error {
  readonly code = 'SYNTH_FAILED';
}

function filesBelow(path: string): string[] {
  const whole = join(root, path);
  if (!existsSync(whole)) return [];
  if (path.includes('.')) return [whole];
  return readdirSync(whole, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

function sourcesHash(): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap(filesBelow))
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** Detects templates that were synthesized elsewhere meanwhile, such as those of another stage. */
function templatesHash(): string {
  const hash = createHash('sha256');
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.template.json'))
    : [];
  for (const name of names.toSorted())
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}

function synthesize(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(root, 'infra/app.ts'), '-c', 'local=true'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      // In a session of its own: what Ctrl-C means is for this process to say.
      detached: true,
      ...(signal === undefined ? {} : { signal }),
    });
    endsWithUs(child);
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.once('error', fail);
    child.once('exit', (code) => {
      if (code === 0) done();
      else fail(new SynthError(`npm run synth failed:\n${Buffer.concat(output).toString().trim()}`));
    });
  });
}

/** The folder of the assembly if it is already up to date with the sources. */
export function upToDateAssembly(): string | undefined {
  const known = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  return known === `${sourcesHash()} ${templatesHash()}` ? folder : undefined;
}

/** The folder of an assembly that is what the sources say; made once for all who ask meanwhile. Rejects with SynthError. */
export async function ownAssembly(onProgress: (text: string) => void, signal?: AbortSignal): Promise<string> {
  return upToDateAssembly() ?? (await alone('synth', () => upToDate(onProgress, signal), signal));
}

async function upToDate(onProgress: (text: string) => void, signal?: AbortSignal): Promise<string> {
  const known = upToDateAssembly();
  if (known !== undefined) return known;
  // Hashed before they are read, so that changes meanwhile are synthesized at the next start.
  const sources = sourcesHash();
  onProgress('building functions and templates (npm run synth)');
  await synthesize(signal);
  mkdirSync(join(root, '.roadstream'), { recursive: true });
  writeFileSync(stamp, `${sources} ${templatesHash()}`);
  return folder;
}
