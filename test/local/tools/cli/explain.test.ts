import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { writeAssembly } from '../../cloud/cloudformation/synthesized.ts';

const root = resolve(import.meta.dirname, '../../../..');
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function explain(resources: object, ...more: readonly string[]): Promise<Ended> {
  const folder = writeAssembly({ Photos: { template: { Resources: resources } } });
  folders.push(folder);
  return new Promise((done) => {
    const command = ['local/tools/cli/main.ts', 'explain', '--assembly', folder, ...more];
    const child = execFile(process.execPath, command, { cwd: root }, (_, output) =>
      done({ code: child.exitCode, output }),
    );
  });
}

const QUEUE = {
  Type: 'AWS::SQS::Queue',
  Properties: { KmsMasterKeyId: 'k', SqsManagedSseEnabled: false, Tags: [], VisibilityTimeout: 5 },
};
const LOGS = { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 7 } };

describe('npm run cli -- explain', () => {
  it('lists for each resource what has no effect, and why, without a running platform', async () => {
    const { code, output } = await explain({ Queue: QUEUE, Logs: LOGS });
    expect(output.trimEnd().split('\n')).toEqual([
      'Photos Queue (AWS::SQS::Queue)',
      '  KmsMasterKeyId, SqsManagedSseEnabled: the engine does not encrypt what it stores',
      '  Tags: nobody looks at tags here',
      'Photos Logs (AWS::Logs::LogGroup)',
      '  RetentionInDays: the logs of one run are kept in memory; npm run cli -- logs shows them',
      '',
      'Without effect here: 4 properties of 2 resources.',
    ]);
    expect(code).toBe(0);
  });

  it('lists what would be refused, and exits with 1', async () => {
    const Clicks = { Type: 'AWS::Kinesis::Stream' };
    const { code, output } = await explain({ Clicks, Queue: QUEUE }, 'Logs', '--json');
    expect(JSON.parse(output)).toEqual({
      noEffect: [],
      refused: ['Photos Clicks (AWS::Kinesis::Stream): the local cloud does not play this type of resource'],
    });
    expect(code).toBe(1);
  });
});
