import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LocalCloudError } from '../core/local-cloud-error.ts';
import { isRecord } from '../core/plain-value.ts';

/** An object without its bytes. */
export interface StoredObject {
  readonly key: string;
  readonly size: number;
  /** With its quotes. */
  readonly etag: string;
  /** Platform time, milliseconds. */
  readonly lastModified: number;
  /** Headers that it was put with and is given out with. */
  readonly headers: Readonly<Record<string, string>>;
  /** Header → checksum. */
  readonly checksum: Readonly<Record<string, string>>;
}

const NEWLINE = 0x0a;
const UNFINISHED = '.new';

/**
 * The objects of one bucket, each in a file of the data directory: a line of JSON that describes it, and its bytes. So
 * an object is there whole or not at all.
 */
export class ObjectStore {
  private readonly directory: string;
  private readonly objects = new Map<string, StoredObject>();
  /** Changes happen one after the other: what is known here is what lies there. */
  private last: Promise<unknown> = Promise.resolve();

  /** Throws a LocalCloudError (DATA_DIRECTORY). */
  constructor(directory: string) {
    this.directory = directory;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(directory).filter((file) => !file.endsWith(UNFINISHED))) {
      const object = describedIn(join(directory, name));
      this.objects.set(object.key, object);
    }
  }

  get(key: string): StoredObject | undefined {
    return this.objects.get(key);
  }

  /** In the order of their keys' bytes, as S3 lists them. */
  all(): readonly StoredObject[] {
    return [...this.objects.values()].sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  }

  put(object: StoredObject, body: Buffer): Promise<void> {
    return this.inTurn(async () => {
      const file = this.file(object.key);
      const fresh = `${file}.${randomUUID()}${UNFINISHED}`;
      await writeFile(fresh, Buffer.concat([Buffer.from(`${JSON.stringify(object)}\n`), body]), {
        mode: 0o600,
      });
      await rename(fresh, file);
      this.objects.set(object.key, object);
    });
  }

  body(key: string): Promise<Buffer> {
    return this.inTurn(async () => {
      const content = await readFile(this.file(key));
      return content.subarray(content.indexOf(NEWLINE) + 1);
    });
  }

  delete(key: string): Promise<void> {
    return this.inTurn(async () => {
      this.objects.delete(key);
      await rm(this.file(key), { force: true });
    });
  }

  private inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }

  /** Keys may be longer than the names of files, and hold what these may not. */
  private file(key: string): string {
    return join(this.directory, createHash('sha256').update(key).digest('hex'));
  }
}

function describedIn(file: string): StoredObject {
  const content = readFileSync(file);
  try {
    const value: unknown = JSON.parse(content.subarray(0, content.indexOf(NEWLINE)).toString('utf8'));
    if (isRecord(value) && typeof value['key'] === 'string') return value as unknown as StoredObject;
  } catch {
    // Said below.
  }
  throw new LocalCloudError(
    'DATA_DIRECTORY',
    `${file} is no object of a bucket; start with another --data-dir`,
  );
}
