import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { npmPackages } from './npm.ts';
import type { Referee, Verdict } from './referee.ts';

/** What our users get: a test holds that it is what the contracts say. */
const documents = resolve(import.meta.dirname, '../../docs/api');
const openApi = join(documents, 'openapi.json');
const asyncApi = join(documents, 'asyncapi.json');

/** What is told of one place in a document. */
interface Remark {
  readonly rule: string;
  readonly place: string;
  readonly message: string;
}

type SpectralReport = readonly {
  readonly code: string;
  readonly path: readonly string[];
  readonly message: string;
}[];

interface RedoclyReport {
  readonly problems: readonly {
    readonly ruleId: string;
    readonly message: string;
    readonly location: readonly { readonly pointer?: string }[];
  }[];
}

/** Spectral's rules for OpenAPI, errors and warnings. */
const spectral: Referee = {
  name: 'Spectral, a linter of OpenAPI documents',
  check: async () => {
    const program = join(await npmPackages(), '@stoplight/spectral-cli/dist/index.js');
    const rules = join(import.meta.dirname, 'npm/spectral.yaml');
    const folder = mkdtempSync(join(tmpdir(), 'roadstream-spectral-'));
    const report = join(folder, 'report.json');
    try {
      const said = await outputOf([
        program,
        'lint',
        '--ruleset',
        rules,
        '--format',
        'json',
        '--output',
        report,
        openApi,
      ]);
      const found = parsed(read(report), said) as SpectralReport;
      return verdict(
        openApi,
        'paths',
        found.map(({ code, path, message }) => ({ rule: code, place: path.join('/'), message })),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** Redocly's recommended rules for OpenAPI, errors and warnings. */
const redocly: Referee = {
  name: 'Redocly, a linter of OpenAPI documents',
  check: async () => {
    const program = join(await npmPackages(), '@redocly/cli/bin/cli.js');
    const said = await outputOf([
      program,
      'lint',
      '--extends=recommended',
      '--format=json',
      '--max-problems=1000',
      openApi,
    ]);
    const { problems } = parsed(said.stdout, said) as RedoclyReport;
    return verdict(
      openApi,
      'paths',
      problems.map(({ ruleId, message, location }) => ({
        rule: ruleId,
        place: location[0]?.pointer ?? '',
        message,
      })),
    );
  },
};

/** AsyncAPI's own parser: the document is of its version's schema, and each example is of its message's schema. */
const asyncApiParser: Referee = {
  name: 'AsyncAPI’s parser',
  check: async () => {
    const program = join(import.meta.dirname, 'parse-asyncapi.ts');
    const said = await outputOf([program, await npmPackages(), asyncApi]);
    const found = parsed(said.stdout, said) as readonly Remark[];
    return verdict(asyncApi, 'channels', found);
  },
};

/** What others say of the documents of our APIs. */
export const apiDocuments: readonly Referee[] = [spectral, redocly, asyncApiParser];

function verdict(document: string, part: 'paths' | 'channels', remarks: readonly Remark[]): Verdict {
  const { [part]: parts = {} } = JSON.parse(readFileSync(document, 'utf8')) as Record<string, object>;
  const count = Object.keys(parts).length;
  return {
    looked: `${count} ${part}`,
    passed: remarks.length === 0 ? 1 : 0,
    wrong: remarks.map(({ rule, place, message }) => `${rule}: ${place}: ${message}`),
  };
}

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** A linter ends with a code other than 0 when it has found something. */
function outputOf(args: readonly string[]): Promise<Output> {
  const environment = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  return new Promise((done) => {
    execFile(
      process.execPath,
      [...args],
      { maxBuffer: 64 * 1024 * 1024, env: environment },
      (_, stdout, stderr) => done({ stdout, stderr }),
    );
  });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function parsed(text: string, { stdout, stderr }: Output): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`The program said nothing that can be read: ${stdout}${stderr}`, { cause });
  }
}
