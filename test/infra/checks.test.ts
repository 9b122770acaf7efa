import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type App, Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composed } from './synthesized.ts';

const root = resolve(import.meta.dirname, '../..');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'roadstream-checks-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(['development', 'production'] as const)('the app in %s', (stage) => {
  it('has no finding of cdk-nag that is not acknowledged with a reason', () => {
    expect(findings(composed(stage, folder))).toEqual([]);
  });

  it('has templates that the CDK’s own check of CloudFormation accepts', () => {
    const app = composed(stage, folder);
    delete process.env['CDK_VALIDATION'];
    const { directory } = app.synth();
    const report = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8')) as {
      pluginReports: unknown[];
    };
    expect(report.pluginReports).toEqual([]);
  });
});

describe('cdk-nag', () => {
  it('finds what is not acknowledged', () => {
    const app = composed('development', folder);
    const careless = new Queue(new Stack(app, 'other'), 'Careless');
    expect(careless.node.path).toBe('other/Careless');
    expect(findings(app)).toEqual(['AwsSolutions-SQS3', 'AwsSolutions-SQS4']);
  });
});

describe('the CDK’s command line', () => {
  it('reads the assembly and deploys stacks with data first', async () => {
    composed('production', folder).synth();
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(root, 'node_modules/aws-cdk/bin/cdk'), 'list', '--app', join(folder, 'cdk.out')],
      { cwd: folder, env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' } },
    );
    const stacks = stdout
      .trim()
      .split('\n')
      .map((line) => String(line.split(' ')[0]));
    expect(stacks.toSorted()).toEqual([
      'api',
      'commerce',
      'data',
      'foundation',
      'ingress',
      'kafka',
      'pages',
      'providers',
      'rooms',
      'site',
    ]);
    expect(stacks.indexOf('kafka')).toBeLessThan(stacks.indexOf('rooms'));
    expect(stacks.indexOf('rooms')).toBeLessThan(stacks.indexOf('api'));
  });
});

function findings(app: App): string[] {
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  return violations.map(({ ruleName }) => ruleName).toSorted();
}
