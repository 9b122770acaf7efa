import type { ChildProcess } from 'node:child_process';

/**
 * Kills the child when this process exits without having stopped it, such as after a second Ctrl-C. So the child's ports
 * and data directory are free again when its parent is gone.
 */
export function endsWithUs(child: ChildProcess): void {
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
}
