import { kept, write } from '../../../core/kept.ts';
import { isRecord } from '../../../core/plain-value.ts';
import type { ShardPosition } from '../../../dynamodb/streams.ts';
import type { ResumePosition } from './shard-progress.ts';

/** What is done is written down this long after: a start after a crash may deliver as much again. */
const SAVE_MS = 200;

interface Positioned {
  readonly id: string;
  readonly resumePosition: ResumePosition;
}

export interface KeptPositionsOptions {
  readonly directory: string;
  readonly mappingId: string;
  readonly shards: () => Iterable<Positioned>;
  /** Hears that nothing could be written. */
  readonly onError: (error: unknown) => void;
}

/** Where a mapping stands in each shard, in the data directory: DynamoDB streams have no consumer groups. */
export class KeptPositions {
  private readonly directory: string;
  private readonly name: string;
  private readonly shards: () => Iterable<Positioned>;
  private readonly onError: (error: unknown) => void;
  private timer: NodeJS.Timeout | undefined;
  private isOver = false;

  constructor({ directory, mappingId, shards, onError }: KeptPositionsOptions) {
    this.directory = directory;
    this.name = `stream-positions/${mappingId}`;
    this.shards = shards;
    this.onError = onError;
  }

  read(): ReadonlyMap<string, ResumePosition> {
    const found = kept(this.directory, this.name);
    return new Map(
      Object.entries(isRecord(found) ? found : {}).filter(
        (entry): entry is [string, ResumePosition] => entry[1] === 'finished' || isPosition(entry[1]),
      ),
    );
  }

  /** Soon. */
  save(): void {
    if (!this.isOver) this.timer ??= setTimeout(() => this.write(), SAVE_MS);
  }

  /** Writes what `save` still holds back; from now on it does nothing. */
  end(): void {
    this.isOver = true;
    if (this.timer !== undefined) this.write();
  }

  private write(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const positions = [...this.shards()].map(({ id, resumePosition }) => [id, resumePosition] as const);
    try {
      write(this.directory, this.name, Object.fromEntries(positions));
    } catch (error) {
      this.onError(error);
    }
  }
}

function isPosition(value: unknown): value is ShardPosition {
  return isRecord(value) && typeof value['ShardIteratorType'] === 'string';
}
