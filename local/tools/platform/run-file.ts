import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * How tools find a running platform: each platform writes a file named by its HTTP port into `.roadstream/run/`, and
 * removes it at the end. A file whose process is gone is ignored.
 */
export interface RunFile {
  readonly pid: number;
  readonly httpPort: number;
  readonly mqttPort: number;
  /** The endpoint of its services for the AWS CLI and SDKs. */
  readonly awsEndpoint: string;
  readonly dataDirectory: string;
  /** Real time, RFC 3339. */
  readonly startedAt: string;
}

const folder = resolve(import.meta.dirname, '../../../.roadstream/run');
const pathOf = (httpPort: number): string => join(folder, `${httpPort}.json`);

export function writeRunFile(run: RunFile): () => void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(pathOf(run.httpPort), JSON.stringify(run));
  return () => {
    rmSync(pathOf(run.httpPort), { force: true });
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Every running platform of this checkout, the newest first. */
export function runningPlatforms(): readonly RunFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as RunFile)
    .filter(({ pid }) => isAlive(pid))
    .toSorted((a, b) => b.startedAt.localeCompare(a.startedAt));
}
