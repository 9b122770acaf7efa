import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import { composed } from './synthesized.ts';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

interface Failed {
  readonly code: number;
  readonly stderr: string;
}

const synthesis = (...args: readonly string[]): Promise<Failed> =>
  run(process.execPath, ['infra/app.ts', ...args], { cwd: root }).then(
    () => ({ code: 0, stderr: '' }),
    (error: Failed) => error,
  );

describe('npm run synth', () => {
  it.each([
    ['a stage that there is not', ['-c', 'stage=foo'], Object.keys(stages)],
    ['an option that it does not know', ['--stage', 'production'], ['--stage']],
  ])('says %s in one line', async (_, args, names) => {
    const { code, stderr } = await synthesis(...args);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    for (const name of names) expect(stderr).toContain(name);
  });
});

describe('the CDK’s command line', () => {
  it('runs the app with the project’s own Node, whichever Node it runs on itself', async () => {
    const { app } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { app: string };
    const [node = '', program] = app.split(' ');
    expect(program).toBe('infra/app.ts');
    const { stdout } = await run('/bin/sh', ['-c', `${node} --version`], { cwd: root, env: {} });
    expect(stdout.trim()).toBe(process.version);
  });

  it.each([
    ['checks templates when it needs them', ['**'], false],
    ['does not when it asks for the stacks’ names alone', [], true],
  ])('%s', (_, stacks, passes) => {
    const folder = mkdtempSync(join(tmpdir(), 'roadstream-names-'));
    try {
      const app = composed('development', folder, { 'aws:cdk:bundling-stacks': stacks });
      const careless = new Queue(new Stack(app, 'other'), 'Careless');
      expect(careless.node.path).toBe('other/Careless');
      const synthesized = () => app.synth().stacks.map(({ id }) => id);
      if (passes) expect(synthesized()).toContain('rooms');
      else expect(synthesized).toThrow(/AwsSolutions-SQS3/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
