import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { Check } from 'typebox/value';
import { IotError } from '../iot-error.ts';
import { RegistryChange } from './change.ts';

/** A file of changes, one a line. A change is on disk before it takes effect. */
export class ChangeLog {
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  /** @throws {IotError} REGISTRY_UNREADABLE */
  read(): RegistryChange[] {
    if (!existsSync(this.file)) return [];
    const bytes = readFileSync(this.file);
    const end = bytes.lastIndexOf(10) + 1;
    // A start that was cut short in the middle of a line: that change never took effect.
    if (end < bytes.length) truncateSync(this.file, end);
    const lines = bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
    return lines.map((line, index) => this.parse(line, index + 1));
  }

  append(change: RegistryChange): void {
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
    appendFileSync(this.file, `${JSON.stringify(change)}\n`, { mode: 0o600 });
  }

  private parse(line: string, number: number): RegistryChange {
    const where = `${this.file}, line ${number}`;
    let change: unknown;
    try {
      change = JSON.parse(line);
    } catch (cause) {
      throw new IotError('REGISTRY_UNREADABLE', `${where} is not JSON; start with another --data-dir`, {
        cause,
      });
    }
    if (Check(RegistryChange, change)) return change;
    throw new IotError(
      'REGISTRY_UNREADABLE',
      `${where} is no change of the registry; start with another --data-dir`,
    );
  }
}
