import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findJdk } from '../../../../local/tools/setup/java.mjs';
import { program, scratch } from './machine-room.ts';

const folder = scratch();
afterAll(() => folder.remove());

/** A Java home whose programs say what they are told. */
function home(name: string, programs: Record<string, string>): string {
  for (const [tool, script] of Object.entries(programs))
    program(join(folder.path, name, 'bin'), tool, script);
  return join(folder.path, name);
}

const complete = { java: 'echo "openjdk 21.0.2 2026-01-01"', javac: 'echo "javac 21.0.2"', jar: 'true' };

describe('findJdk', () => {
  it('takes JAVA_HOME before the PATH', () => {
    const first = home('first', complete);
    const second = home('second', complete);
    const jdk = findJdk({ JAVA_HOME: second, PATH: join(first, 'bin') });
    expect(jdk).toMatchObject({ java: join(second, 'bin', 'java'), version: '21.0.2' });
  });

  it.each([
    ['no Java at all', {}, 'no Java found'],
    ['a runtime without a compiler', { java: complete.java }, 'a runtime without a compiler'],
    ['an old JDK', { ...complete, java: 'echo "openjdk 11.0.2"' }, 'is version 11.0.2'],
    ["Apple's stand-in", { java: 'echo "Unable to locate a Java Runtime" >&2; exit 1' }, 'does not run'],
  ])('given %s, then it says so and how to get a JDK', (name, programs, why) => {
    const path = join(home(name, programs), 'bin');
    expect(() => findJdk({ PATH: path })).toThrow(
      expect.objectContaining({ code: 'JDK_MISSING', message: expect.stringMatching(`${why}.*Get one: .`) }),
    );
  });
});
