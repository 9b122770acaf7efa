import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** What bash prints when a command has ended; no command of ours prints it. */
const END = '-- the command has ended --';

/** One bash that runs commands one after the other, as a person types them: variables and functions stay. */
export class ShellSession {
  readonly #bash: ChildProcess;
  #output = '';

  /** `env` is all of its environment. */
  constructor(cwd: string, env: NodeJS.ProcessEnv) {
    // In a process group of its own, so that what it started ends with it.
    this.#bash = spawn('bash', ['--noprofile', '--norc'], {
      cwd,
      env,
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#bash.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    this.#bash.stdin?.write('exec 2>&1\n');
  }

  /** Runs a command and returns what it printed on both streams. Throws that when it takes longer. */
  async run(command: string, seconds: number): Promise<string> {
    this.#output = '';
    // Without the braces, a command that reads would read the commands after it.
    this.#bash.stdin?.write(`{ ${command}\n} < /dev/null\necho '${END}'\n`);
    const deadline = performance.now() + seconds * 1000;
    while (!this.#output.endsWith(`${END}\n`)) {
      if (this.#bash.exitCode !== null || performance.now() > deadline)
        throw new Error(`${command} did not end in ${seconds} s; it printed:\n${this.#output}`);
      await sleep(10);
    }
    return this.#output.slice(0, -END.length - 1);
  }

  async end(): Promise<void> {
    if (this.#bash.exitCode !== null || this.#bash.pid === undefined) return;
    const exited = once(this.#bash, 'exit');
    process.kill(-this.#bash.pid, 'SIGKILL');
    await exited;
  }
}
