import { describe, expect, it } from 'vitest';
import { AwsError } from '../../../../../local/cloud/core/aws-endpoint.ts';
import type { StreamRecord } from '../../../../../local/cloud/dynamodb/stream-records.ts';
import type { Shard } from '../../../../../local/cloud/dynamodb/streams.ts';
import type { Change } from '../../../../../local/cloud/lambda/event-sources/dynamodb/change.ts';
import { laneOf } from '../../../../../local/cloud/lambda/event-sources/dynamodb/lane.ts';
import type {
  ResumePosition,
  ShardProgress,
} from '../../../../../local/cloud/lambda/event-sources/dynamodb/shard-progress.ts';
import {
  StreamFeed,
  type StreamReader,
} from '../../../../../local/cloud/lambda/event-sources/dynamodb/stream-feed.ts';

/** Streams that split, end and expire, which DynamoDB Local's do not do within a test. */
class SplitStream implements StreamReader {
  /** Sequence numbers by shard. */
  readonly written: Record<string, string[]> = {};
  listed: Shard[] = [];
  /** The next calls that fail, and how. */
  readonly failures: { readonly call: 'iterator' | 'records'; readonly type: string }[] = [];

  add(id: string, sequenceNumbers: readonly string[], shard: Partial<Shard> = {}): void {
    this.written[id] = [...sequenceNumbers];
    this.listed.push({ id, parentId: undefined, isClosed: false, ...shard });
  }

  shards(): Promise<readonly Shard[]> {
    return Promise.resolve(this.listed);
  }

  /** An iterator is a shard and a place in it. */
  async iterator(_arn: string, id: string, position: { ShardIteratorType: string; SequenceNumber?: string }) {
    await this.fail('iterator');
    const all = this.written[id] ?? [];
    const place = all.indexOf(position.SequenceNumber ?? '');
    const places: Record<string, number> = {
      TRIM_HORIZON: 0,
      LATEST: all.length,
      AT_SEQUENCE_NUMBER: place,
      AFTER_SEQUENCE_NUMBER: place + 1,
    };
    return `${id} ${places[position.ShardIteratorType]}`;
  }

  async records(iterator: string) {
    await this.fail('records');
    const [id = '', place] = iterator.split(' ');
    const all = this.written[id] ?? [];
    const isClosed = this.listed.find((shard) => shard.id === id)?.isClosed === true;
    const records = all.slice(Number(place)).map((number) => aRecord(number));
    return { records, next: isClosed ? undefined : `${id} ${all.length}` };
  }

  private fail(call: 'iterator' | 'records'): Promise<void> {
    if (this.failures[0]?.call !== call) return Promise.resolve();
    const { type = '' } = this.failures.shift() ?? {};
    return Promise.reject(new AwsError(type, `${call} failed`));
  }
}

function aRecord(SequenceNumber: string): StreamRecord {
  return {
    eventID: SequenceNumber,
    eventName: 'INSERT',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'eu-west-1',
    dynamodb: {
      ApproximateCreationDateTime: 0,
      Keys: { id: { S: SequenceNumber } },
      SequenceNumber,
      SizeBytes: 1,
      StreamViewType: 'KEYS_ONLY',
    },
  };
}

function feedOf(
  streams: SplitStream,
  given: {
    startingPosition?: 'TRIM_HORIZON' | 'LATEST';
    resume?: Record<string, ResumePosition>;
    lanes?: number;
  } = {},
): { feed: StreamFeed; errors: unknown[] } {
  const errors: unknown[] = [];
  const feed = new StreamFeed({
    streams,
    streamArn: 'arn',
    startingPosition: given.startingPosition ?? 'TRIM_HORIZON',
    resume: new Map(Object.entries(given.resume ?? {})),
    lanes: given.lanes ?? 1,
    wanted: ({ sequenceNumber }) => !sequenceNumber.startsWith('unwanted'),
    onChanges: () => undefined,
    onError: (error) => errors.push(error),
  });
  return { feed, errors };
}

const shardOf = (feed: StreamFeed, id: string): ShardProgress => feed.shards.get(id) ?? expect.fail(id);

/** Takes everything that waits out of a shard, as batches do. */
function take(feed: StreamFeed, id: string): Change[] {
  return shardOf(feed, id).lanes.flatMap((lane) => lane.take(lane.waiting.length));
}

const numbers = (changes: readonly Change[]): string[] => changes.map(({ sequenceNumber }) => sequenceNumber);

describe('the shards of a stream', () => {
  it('are read after the shard that they follow is done, not only read', async () => {
    const streams = new SplitStream();
    streams.add('parent', ['1', '2'], { isClosed: true });
    streams.add('child', ['3'], { parentId: 'parent' });
    const { feed } = feedOf(streams);
    await feed.open();
    await feed.poll();
    await feed.poll();
    expect(feed.lag).toEqual({ parent: 2, child: 0 });
    const batch = take(feed, 'parent');
    expect(numbers(batch)).toEqual(['1', '2']);
    shardOf(feed, 'parent').progress(batch, batch.slice(1));
    expect(await feed.poll()).toBe(0);
    shardOf(feed, 'parent').progress(batch.slice(1), []);
    expect(await feed.poll()).toBe(1);
    expect(numbers(take(feed, 'child'))).toEqual(['3']);
  });

  it('that appear when another one ends are found at once, and read from their beginning', async () => {
    const streams = new SplitStream();
    streams.add('first', []);
    const { feed } = feedOf(streams, { startingPosition: 'LATEST' });
    await feed.open();
    streams.listed = [];
    streams.add('first', ['1'], { isClosed: true });
    streams.add('second', ['2'], { parentId: 'first' });
    await feed.poll();
    const batch = take(feed, 'first');
    shardOf(feed, 'first').progress(batch, []);
    await feed.poll();
    expect(numbers([...batch, ...take(feed, 'second')])).toEqual(['1', '2']);
  });

  it('whose parent is not listed any more are read', async () => {
    const streams = new SplitStream();
    streams.add('child', ['3'], { parentId: 'gone for a day' });
    const { feed } = feedOf(streams);
    await feed.open();
    expect(await feed.poll()).toBe(1);
  });

  it('are skipped with LATEST when they were closed before the mapping was made', async () => {
    const streams = new SplitStream();
    streams.add('closed', ['1'], { isClosed: true });
    streams.add('open', ['2'], { parentId: 'closed' });
    const { feed } = feedOf(streams, { startingPosition: 'LATEST' });
    await feed.open();
    streams.written['open']?.push('3');
    await feed.poll();
    expect(numbers(take(feed, 'open'))).toEqual(['3']);
    expect(feed.lag).toEqual({ closed: 0, open: 1 });
  });

  it('go on where an earlier start stood', async () => {
    const streams = new SplitStream();
    streams.add('done', ['1'], { isClosed: true });
    streams.add('half', ['2', '3', '4'], { parentId: 'done' });
    streams.add('new', ['5']);
    const { feed } = feedOf(streams, {
      startingPosition: 'LATEST',
      resume: {
        done: 'finished',
        half: { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: '3' },
      },
    });
    await feed.open();
    await feed.poll();
    expect(numbers(take(feed, 'half'))).toEqual(['3', '4']);
    expect(numbers(take(feed, 'new'))).toEqual(['5']);
  });

  it('are read on when an iterator has expired, without a gap', async () => {
    const streams = new SplitStream();
    streams.add('shard', ['1']);
    const { feed, errors } = feedOf(streams);
    await feed.open();
    await feed.poll();
    streams.written['shard']?.push('2');
    streams.failures.push({ call: 'records', type: 'ExpiredIteratorException' });
    expect(await feed.poll()).toBe(0);
    expect(await feed.poll()).toBe(1);
    expect(numbers(take(feed, 'shard'))).toEqual(['1', '2']);
    expect(errors).toEqual([]);
  });

  it('are read from their beginning when the place to go on is gone, and that is said', async () => {
    const streams = new SplitStream();
    streams.add('shard', ['8', '9']);
    streams.failures.push({ call: 'iterator', type: 'TrimmedDataAccessException' });
    const resume = { shard: { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: '1' } } as const;
    const { feed, errors } = feedOf(streams, { resume });
    await feed.open();
    await feed.poll();
    expect(numbers(take(feed, 'shard'))).toEqual(['8', '9']);
    expect(errors).toEqual([expect.objectContaining({ type: 'TrimmedDataAccessException' })]);
  });

  it('fail a poll with what the engine says, and are tried again', async () => {
    const streams = new SplitStream();
    streams.add('shard', ['1']);
    const { feed } = feedOf(streams);
    await feed.open();
    streams.failures.push({ call: 'records', type: 'InternalServerError' });
    await expect(feed.poll()).rejects.toMatchObject({ type: 'InternalServerError' });
    expect(await feed.poll()).toBe(1);
  });
});

describe('where a mapping goes on', () => {
  it('is the first change that is not done, whatever lane has passed it', async () => {
    const streams = new SplitStream();
    streams.add('shard', ['1', '2', '3', '4', '5', '6', 'unwanted-7']);
    const { feed } = feedOf(streams, { lanes: 3 });
    await feed.open();
    await feed.poll();
    const shard = shardOf(feed, 'shard');
    const all = take(feed, 'shard').toSorted((a, b) => a.sequenceNumber.localeCompare(b.sequenceNumber));
    expect(numbers(all)).toEqual(['1', '2', '3', '4', '5', '6']);
    shard.progress(all.slice(2), []);
    expect(shard.resumePosition).toEqual({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: '1' });
    shard.progress(all.slice(0, 1), []);
    expect(shard.resumePosition).toEqual({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: '2' });
    shard.progress(all.slice(1, 2), []);
    expect(shard.resumePosition).toEqual({
      ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
      SequenceNumber: 'unwanted-7',
    });
  });

  it('is nowhere in a closed shard that is done', async () => {
    const streams = new SplitStream();
    streams.add('shard', [], { isClosed: true });
    const { feed } = feedOf(streams);
    await feed.open();
    await feed.poll();
    expect(shardOf(feed, 'shard').resumePosition).toBe('finished');
  });
});

it('all changes of an item share a lane, in whichever order its keys are listed', () => {
  const lanes = Array.from({ length: 200 }, (_, n) => laneOf({ id: { S: `item-${n}` }, at: { N: '1' } }, 10));
  expect(new Set(lanes).size).toBe(10);
  expect(laneOf({ at: { N: '1' }, id: { S: 'item-7' } }, 10)).toBe(lanes[7]);
});
