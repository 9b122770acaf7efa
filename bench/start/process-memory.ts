import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** The memory of a platform's processes, in bytes. */
export interface ProcessMemory {
  readonly name: string;
  /** Resident; pages that processes share count in each. */
  readonly resident: number;
  /** With shared pages divided among who shares them; Linux only. */
  readonly proportional: number | undefined;
}

/** By what is in their command lines. */
const NAMES: readonly (readonly [part: string, name: string])[] = [
  ['roadstream.engines.kafka.Broker', 'Kafka'],
  ['roadstream.engines.dynamodb', 'DynamoDB Local'],
  ['org.elasticmq.server.Main', 'ElasticMQ'],
  ['fleet/main.ts', 'simulated cars'],
  ['ingest/cars-process.ts', 'cars of the bench'],
  ['local/tools/main.ts', 'platform and functions'],
];

/** What a process of the platform, or of its benches, is called; undefined for any other. */
export function processName(command: string): string | undefined {
  return NAMES.find(([part]) => command.includes(part))?.[1];
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly resident: number;
  readonly command: string;
}

/** Of the process and all below it, the largest first. */
export function memoryOf(root: number): readonly ProcessMemory[] {
  const listing = execFileSync('ps', ['-axo', 'pid=,ppid=,rss=,command='], { encoding: 'utf8' });
  return familyOf(root, processesIn(listing))
    .map(({ pid, resident, command }) => ({
      name: processName(command) ?? command.slice(0, 60),
      resident,
      proportional: proportionalOf(pid),
    }))
    .toSorted((a, b) => b.resident - a.resident);
}

/** What `ps -o pid=,ppid=,rss=,command=` lists; it counts in units of 1024 bytes. */
export function processesIn(listing: string): readonly Process[] {
  return [...listing.matchAll(/^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/gm)].map(
    ([, pid, parent, kilobytes, command = '']) => ({
      pid: Number(pid),
      parent: Number(parent),
      resident: Number(kilobytes) * 1024,
      command,
    }),
  );
}

export function familyOf(root: number, processes: readonly Process[]): readonly Process[] {
  const children = processes.filter(({ parent }) => parent === root);
  return [
    ...processes.filter(({ pid }) => pid === root),
    ...children.flatMap(({ pid }) => familyOf(pid, processes)),
  ];
}

function proportionalOf(pid: number): number | undefined {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}
