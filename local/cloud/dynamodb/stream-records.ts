import type { Clock } from '../core/clock.ts';
import { isRecord, type PlainRecord } from '../core/plain-value.ts';

/** A change of an item, as `GetRecords` shows it. Values are in DynamoDB's JSON, bytes in base64. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventVersion: string;
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly dynamodb: StreamChange;
}

export interface StreamChange {
  /** Platform seconds. */
  readonly ApproximateCreationDateTime: number;
  readonly Keys: PlainRecord;
  readonly NewImage?: PlainRecord;
  readonly OldImage?: PlainRecord;
  /** Digits; a later one in the same shard is larger. */
  readonly SequenceNumber: string;
  readonly SizeBytes: number;
  readonly StreamViewType: string;
}

/** DynamoDB Local cuts its times off at the minute, AWS at the second. */
const MINUTE_MS = 60_000;

/**
 * When a change was made, in platform seconds. Whoever reads within the engine's minute gets the time of reading, and a
 * poller reads at once; later it is the end of that minute.
 */
function creationTime(engineSeconds: number, clock: Clock): number {
  const latest = engineSeconds * 1000 + MINUTE_MS - 1;
  const age = Math.max(0, Date.now() - latest) * clock.state.scale;
  return Math.floor((clock.now() - age) / 1000);
}

/** What the engine's records lack of AWS's: region, times, ids without dashes. Throws for what is no record. */
export function asOnAws(found: unknown, region: string, clock: Clock): StreamRecord {
  if (!isRecord(found) || !isRecord(found['dynamodb'])) throw new Error('the engine gave no stream record');
  const { dynamodb, eventID } = found;
  const ApproximateCreationDateTime = creationTime(Number(dynamodb['ApproximateCreationDateTime']), clock);
  return {
    ...found,
    eventID: String(eventID).replaceAll('-', ''),
    awsRegion: region,
    dynamodb: { ...dynamodb, ApproximateCreationDateTime },
  } as StreamRecord;
}
