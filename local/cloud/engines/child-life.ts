import type { ChildProcess } from 'node:child_process';

/**
 * Kills the child when this process exits without having stopped it: a second Ctrl-C, a fault that nothing survives. What
 * a child holds (ports, a data directory) is free again when its parent is gone.
 */
export function endsWithUs(child: ChildProcess): void {
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
}
