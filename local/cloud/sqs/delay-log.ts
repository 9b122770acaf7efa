import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalCloudError } from '../core/local-cloud-error.ts';
import { isRecord, type PlainRecord } from '../core/plain-value.ts';

export interface HeldMessage {
  readonly id: string;
  readonly queue: string;
  /** Platform time, milliseconds. */
  readonly due: number;
  /** The body of its SendMessage. */
  readonly message: PlainRecord;
}

function parseLine(line: string): HeldMessage | { readonly done: string } | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    if (!isRecord(entry)) return undefined;
    const { id, queue, due, message, done } = entry;
    if (typeof done === 'string') return { done };
    if (typeof id !== 'string' || typeof queue !== 'string' || typeof due !== 'number') return undefined;
    return isRecord(message) ? { id, queue, due, message } : undefined;
  } catch {
    // The last line of a process that died while it wrote.
    return undefined;
  }
}

/** An append-only file: a line for each message that is held, and one when it has gone. */
export class DelayLog {
  private readonly file: string;
  private handle: Promise<FileHandle> | undefined;
  private last: Promise<void> = Promise.resolve();

  constructor(directory: string) {
    this.file = join(directory, 'sqs', 'delayed-messages.jsonl');
  }

  /** What is still held, after the file was rewritten to hold only that. */
  open(): HeldMessage[] {
    const held = new Map<string, HeldMessage>();
    for (const line of this.lines()) {
      const entry = parseLine(line);
      if (entry === undefined) continue;
      if ('done' in entry) held.delete(entry.done);
      else held.set(entry.id, entry);
    }
    mkdirSync(join(this.file, '..'), { recursive: true });
    writeFileSync(
      `${this.file}.new`,
      [...held.values()].map((entry) => `${JSON.stringify(entry)}\n`).join(''),
    );
    renameSync(`${this.file}.new`, this.file);
    return [...held.values()];
  }

  /** Rejects with a LocalCloudError (DATA_DIRECTORY) when it cannot be written. */
  add(held: HeldMessage): Promise<void> {
    return this.append(JSON.stringify(held));
  }

  remove(id: string): Promise<void> {
    return this.append(JSON.stringify({ done: id }));
  }

  async close(): Promise<void> {
    await this.last.catch(() => undefined);
    await (await this.handle)?.close();
    this.handle = undefined;
  }

  private lines(): string[] {
    try {
      return readFileSync(this.file, 'utf8').split('\n');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw this.failed(error);
    }
  }

  private append(line: string): Promise<void> {
    this.last = this.last
      .catch(() => undefined)
      .then(async () => {
        this.handle ??= open(this.file, 'a');
        await (await this.handle).appendFile(`${line}\n`);
      })
      .catch((error: unknown) => {
        throw this.failed(error);
      });
    return this.last;
  }

  private failed(cause: unknown): LocalCloudError {
    return new LocalCloudError(
      'DATA_DIRECTORY',
      `${this.file} cannot be read or written; is the disk full?`,
      { cause },
    );
  }
}
