import { AwsError, type AwsRequest, type AwsResponse } from '../core/aws-endpoint.ts';
import { type AwsInput, jsonInput, jsonResponse, unknownOperation } from '../core/aws-json.ts';
import type { Cloud } from '../core/cloud.ts';
import { EngineProxy } from '../core/engine-proxy.ts';
import { isRecord, type PlainRecord } from '../core/plain-value.ts';
import { EngineArns } from './engine-arns.ts';
import { asOnAws, type StreamRecord } from './stream-records.ts';

const TARGET_PREFIX = 'DynamoDBStreams_20120810.';
const CONTENT_TYPE = 'application/x-amz-json-1.0';

export interface Shard {
  readonly id: string;
  /** The shard whose records come before this one's. */
  readonly parentId: string | undefined;
  /** Nothing is added to it any more. */
  readonly isClosed: boolean;
}

/** Where reading a shard begins. */
export type ShardPosition =
  | { readonly ShardIteratorType: 'TRIM_HORIZON' | 'LATEST' }
  | {
      readonly ShardIteratorType: 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER';
      readonly SequenceNumber: string;
    };

/** An iterator begins with its stream's ARN. */
function streamOf(iterator: string): string {
  return iterator.split('|')[0] ?? '';
}

/** On which stream a request acts, for its permission. */
function resourceOf(operation: string, input: AwsInput, prefix: string): string | undefined {
  switch (operation) {
    case 'DescribeStream':
    case 'GetShardIterator':
      return input.text('StreamArn');
    case 'GetRecords':
      return streamOf(input.text('ShardIterator'));
    case 'ListStreams':
      return `${prefix}table/${input.optionalText('TableName') ?? '*'}/stream/*`;
    default:
      return undefined;
  }
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** DynamoDB Streams of one cloud, in front of the engine: as a service, and for event sources. */
export class Streams {
  private readonly cloud: Cloud;
  private readonly arns: EngineArns;
  private readonly proxy: EngineProxy;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    this.arns = new EngineArns(cloud);
    this.proxy = new EngineProxy(cloud.engines.dynamodb.endpoint, cloud.region, 'dynamodb');
    cloud.onStop('streams', () => Promise.resolve(this.proxy.close()));
  }

  /** Streams share an endpoint and a signing name with the tables. */
  static answers(request: AwsRequest): boolean {
    return request.headers['x-amz-target']?.startsWith(TARGET_PREFIX) === true;
  }

  async serve(request: AwsRequest): Promise<AwsResponse> {
    const operation = request.operation ?? '';
    const input = jsonInput(request);
    const resource = resourceOf(operation, input, this.arns.prefix);
    if (resource === undefined) throw unknownOperation(request);
    this.cloud.endpoint.authorize(request, `dynamodb:${operation}`, resource);
    return jsonResponse(await this.call(operation, input.values));
  }

  /** Rejects with an AwsError, such as ResourceNotFoundException. */
  async shards(StreamArn: string): Promise<readonly Shard[]> {
    const shards: Shard[] = [];
    let ExclusiveStartShardId: unknown;
    do {
      const start = ExclusiveStartShardId === undefined ? {} : { ExclusiveStartShardId };
      const { StreamDescription: found } = await this.call('DescribeStream', { StreamArn, ...start });
      if (!isRecord(found)) break;
      for (const shard of list(found['Shards']).filter(isRecord)) {
        const range = shard['SequenceNumberRange'];
        const parent = shard['ParentShardId'];
        shards.push({
          id: String(shard['ShardId']),
          parentId: typeof parent === 'string' ? parent : undefined,
          isClosed: isRecord(range) && range['EndingSequenceNumber'] !== undefined,
        });
      }
      ExclusiveStartShardId = found['LastEvaluatedShardId'];
    } while (ExclusiveStartShardId !== undefined);
    return shards;
  }

  async iterator(StreamArn: string, ShardId: string, position: ShardPosition): Promise<string> {
    const { ShardIterator } = await this.call('GetShardIterator', { StreamArn, ShardId, ...position });
    return String(ShardIterator);
  }

  /** At most a thousand. `next` is undefined at the end of a closed shard. */
  async records(iterator: string): Promise<{ records: readonly StreamRecord[]; next: string | undefined }> {
    const { Records, NextShardIterator } = await this.call('GetRecords', { ShardIterator: iterator });
    const next = typeof NextShardIterator === 'string' ? NextShardIterator : undefined;
    return { records: list(Records) as readonly StreamRecord[], next };
  }

  private async call(operation: string, input: PlainRecord): Promise<PlainRecord> {
    const { status, body } = await this.proxy.send({
      target: `${TARGET_PREFIX}${operation}`,
      contentType: CONTENT_TYPE,
      body: this.arns.toEngine(JSON.stringify(input)),
    });
    const output: unknown = JSON.parse(this.arns.fromEngine(body?.toString() ?? ''));
    if (!isRecord(output)) throw new Error(`${operation}: the engine's answer is no object`);
    if (status >= 400) {
      const message = String(output['Message'] ?? output['message']);
      throw new AwsError(String(output['__type']).split('#').at(-1) ?? '', message, status);
    }
    if (operation !== 'GetRecords') return output;
    const { region, clock } = this.cloud;
    return { ...output, Records: list(output['Records']).map((record) => asOnAws(record, region, clock)) };
  }
}
