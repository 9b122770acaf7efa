import { describe, expect, it } from 'vitest';
import { familyOf, memoryOf, processesIn } from '../../../bench/start/process-memory.ts';

/** As procps and macOS write it. */
const LISTING = `
    1     0  12000 /sbin/init
  100     1 900000 node local/tools/main.ts --cars 10
  101   100 250000 java -Xmx512m -cp a.jar:b.jar roadstream.engines.Launcher roadstream.engines.kafka.Broker
  102   100  70000 node local/simulator/main.ts
  103   102   5000 sh -c nothing
  200     1 800000 node local/tools/main.ts
`;

describe('the processes of a platform', () => {
  it('are it and all below it, and not those of another', () => {
    const pids = familyOf(100, processesIn(LISTING)).map(({ pid }) => pid);
    expect(pids).toEqual([100, 101, 102, 103]);
  });

  it('are read with their memory in bytes and their whole command line', () => {
    expect(processesIn(LISTING)[3]).toEqual({
      pid: 102,
      parent: 100,
      resident: 70_000 * 1024,
      command: 'node local/simulator/main.ts',
    });
  });

  it('are found on this computer', () => {
    const [own] = memoryOf(process.pid);
    expect(own?.resident).toBeGreaterThan(20e6);
  });
});
