import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { StageName } from '../../infra/stages.ts';
import { composed } from '../infra/synthesized.ts';
import { pythonProgram } from './python.ts';
import type { Referee, Verdict } from './referee.ts';

/** What resources may be differs by region; these two have everything that the platform uses. */
const REGIONS = ['eu-west-1', 'us-east-1'];
/** The CDK says dependencies that a reference says already. */
const IGNORED = ['W3005'];

interface Match {
  readonly Filename: string;
  readonly Level: 'Error' | 'Warning' | 'Informational';
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Start: { readonly LineNumber: number } };
}

/** AWS's linter of CloudFormation templates, on those of both stages. */
export const cfnLint: Referee = {
  name: 'cfn-lint',
  check: async () => {
    const program = await pythonProgram('cfn-lint');
    const folder = mkdtempSync(join(tmpdir(), 'roadstream-cfn-lint-'));
    try {
      const templates = (['development', 'production'] as const).flatMap((stage) =>
        templatesOf(stage, folder),
      );
      return verdict(templates, await lint(program, templates));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

function templatesOf(stage: StageName, folder: string): string[] {
  const { directory } = composed(stage, join(folder, stage)).synth();
  return readdirSync(directory)
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => join(directory, file));
}

function lint(program: string, templates: readonly string[]): Promise<Match[]> {
  const args = [
    '--format',
    'json',
    '--ignore-checks',
    ...IGNORED,
    '--regions',
    ...REGIONS,
    '--',
    ...templates,
  ];
  return new Promise((resolve, reject) => {
    // It ends with a code other than 0 when it has found something.
    execFile(program, args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      try {
        resolve(JSON.parse(stdout) as Match[]);
      } catch {
        reject(new Error(`cfn-lint said nothing that can be read: ${stderr}`, { cause: error }));
      }
    });
  });
}

function verdict(templates: readonly string[], matches: readonly Match[]): Verdict {
  const errors = matches.filter(({ Level }) => Level === 'Error');
  const lenient = matches.length - errors.length;
  const faulty = new Set(errors.map(({ Filename }) => Filename));
  return {
    looked: `${templates.length} templates of two stages`,
    passed: templates.length - faulty.size,
    wrong: errors.map(
      ({ Filename, Rule, Message, Location }) =>
        `${basename(Filename)}:${Location.Start.LineNumber} ${Rule.Id} ${Message}`,
    ),
    remarks: `${lenient} warnings`,
  };
}
