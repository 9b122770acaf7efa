import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { bareProject, program, scratch, standInTools, writePackages } from './machine-room.ts';

const folder = scratch();
afterAll(() => folder.remove());

let number = 0;
let project: string;
let tools: string;
beforeEach(() => {
  number++;
  project = join(folder.path, `project-${number}`);
  tools = join(folder.path, `tools-${number}`);
  bareProject(project);
  standInTools(tools);
});

/** Runs set-up with the stand-ins first on the PATH. */
function setUp(more: { arguments?: string[]; environment?: Record<string, string> } = {}) {
  const calls = join(project, 'calls');
  writeFileSync(calls, '');
  const run = spawnSync(
    process.execPath,
    [join(project, 'local/tools/setup/main.mjs'), ...(more.arguments ?? [])],
    {
      encoding: 'utf8',
      env: { PATH: `${tools}:/usr/bin:/bin`, CALLS: calls, ...more.environment },
    },
  );
  const called = readFileSync(calls, 'utf8').split('\n').filter(Boolean);
  return { ...run, calls: called.map((call) => call.replace(/.*engines\/(\w+)\/pom\.xml/, 'maven $1')) };
}

describe('set-up', () => {
  it('given nothing, then it installs packages and engines, and shows sizes only on standard error', () => {
    const first = setUp();
    expect(first.stderr).toContain('Kafka 4.1.1: 1 jars, 1.5 MB (1.5 MB downloaded');
    expect(first).toMatchObject({ status: 0, stdout: '' });
    expect(first.calls).toEqual(['npm install', 'maven kafka', 'maven dynamodb', 'maven elasticmq']);
  });

  it('given everything, then it does and prints nothing', () => {
    setUp();
    expect(setUp()).toMatchObject({ status: 0, calls: [], stdout: '', stderr: '' });
  });

  it("given another version in one engine's module, then it makes that one again", () => {
    setUp();
    appendFileSync(join(project, 'local/cloud/engines/dynamodb/pom.xml'), '<!-- changed -->');
    expect(setUp().calls).toEqual(['maven dynamodb']);
  });

  it('given another Java, then it makes the engines again', () => {
    setUp();
    program(tools, 'java', 'echo "openjdk 25.0.1"');
    expect(setUp().calls).toEqual(['maven kafka', 'maven dynamodb', 'maven elasticmq']);
  });

  it('given a lock file that asks for another version, then it installs the packages again', () => {
    setUp();
    writePackages(project, '2.0.0');
    expect(setUp().calls).toEqual(['npm install']);
  });

  it('given `packages`, then it needs neither Java nor Maven', () => {
    for (const name of ['java', 'mvn']) program(tools, name, 'exit 1');
    expect(setUp({ arguments: ['packages'] })).toMatchObject({ status: 0, calls: ['npm install'] });
  });

  it('given an engine that runs elsewhere, then it leaves that one out', () => {
    const environment = { DYNAMODB_ENDPOINT: 'http://127.0.0.1:8000' };
    expect(setUp({ environment }).calls).toEqual(['npm install', 'maven kafka', 'maven elasticmq']);
  });

  it('given no Java, then it says how to get one before it downloads anything', () => {
    program(tools, 'java', 'exit 1');
    const run = setUp();
    expect(run).toMatchObject({ status: 1, calls: [] });
    expect(run.stderr).toMatch(/JDK_MISSING.*a JDK 17 or newer is needed.*Get one: /);
  });

  it('given a download that fails, then it shows what Maven said, and the next run tries again', () => {
    program(tools, 'mvn', 'echo "[ERROR] Could not transfer artifact x from central"; exit 1');
    const failed = setUp();
    expect(failed.status).toBe(1);
    expect(failed.stderr).toMatch(/DOWNLOAD_FAILED[\s\S]*Could not transfer artifact x/);
    standInTools(tools);
    expect(setUp()).toMatchObject({ status: 0, calls: ['maven kafka', 'maven dynamodb', 'maven elasticmq'] });
  });

  it('given the lock of a set-up that was killed, then it continues', () => {
    setUp();
    const dead = spawnSync('true').pid;
    writeFileSync(join(project, '.roadstream/setup.lock'), String(dead));
    appendFileSync(join(project, 'local/cloud/engines/kafka/pom.xml'), ' ');
    expect(setUp()).toMatchObject({ status: 0, calls: ['maven kafka'] });
    expect(existsSync(join(project, '.roadstream/setup.lock'))).toBe(false);
  });
});
