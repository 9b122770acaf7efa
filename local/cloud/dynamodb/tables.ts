import type { AwsRequest, AwsResponse } from '../core/aws-endpoint.ts';
import { type AwsInput, jsonInput, unknownOperation } from '../core/aws-json.ts';
import type { Cloud } from '../core/cloud.ts';
import { EngineProxy } from '../core/engine-proxy.ts';
import { own } from '../core/plain-value.ts';
import type { Access } from './access.ts';
import { accessesOf } from './accesses.ts';
import { EngineArns } from './engine-arns.ts';
import { keyText } from './leading-keys.ts';
import { Streams } from './streams.ts';

/** What the permissions of a table need to know of it. */
export interface Table {
  readonly name: string;
  /** The partition key, of the table and by index. */
  readonly hashKey: string;
  readonly indexHashKeys: Readonly<Record<string, string>>;
}

const CONTENT_TYPE = 'application/x-amz-json-1.0';
const TARGET_PREFIX = 'DynamoDB_20120810.';

/** The tables of one cloud, and the DynamoDB service in front of the engine. */
export class Tables {
  private readonly tables = new Map<string, Table>();
  private readonly cloud: Cloud;
  private readonly arns: EngineArns;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    this.arns = new EngineArns(cloud);
    const proxy = new EngineProxy(cloud.engines.dynamodb.endpoint, cloud.region, 'dynamodb');
    cloud.onStop('tables', () => Promise.resolve(proxy.close()));
    cloud.endpoint.register('dynamodb', (request) => this.serve(request, proxy));
  }

  add(table: Table): void {
    this.tables.set(table.name, table);
  }

  names(): readonly string[] {
    return [...this.tables.keys()];
  }

  arn(name: string): string {
    return `${this.arns.prefix}table/${name}`;
  }

  /** The ARN of a stream, by what the engine's description of its table says. */
  streamArn(latestStreamArn: string): string {
    return this.arns.fromEngine(latestStreamArn);
  }

  private async serve(request: AwsRequest, proxy: EngineProxy): Promise<AwsResponse> {
    if (Streams.answers(request)) return await this.cloud.part(Streams).serve(request);
    const operation = request.operation ?? '';
    const input = jsonInput(request);
    const accesses = accessesOf(operation, input);
    if (accesses === undefined) throw unknownOperation(request);
    if (operation === 'ListTables') this.cloud.endpoint.authorize(request, 'dynamodb:ListTables', '*');
    for (const access of accesses) this.authorize(request, access);
    const response = await proxy.send({
      target: `${TARGET_PREFIX}${operation}`,
      contentType: CONTENT_TYPE,
      body: this.withNames(request, input),
    });
    return operation.endsWith('Table') ? this.withArns(response) : response;
  }

  private authorize(request: AwsRequest, access: Access): void {
    if (request.identity === undefined) return;
    const arn = access.table.startsWith('arn:') ? access.table : this.arn(access.table);
    const resource = access.index === undefined ? arn : `${arn}/index/${access.index}`;
    const leadingKeys = this.leadingKeys(access);
    this.cloud.endpoint.authorize(
      request,
      `dynamodb:${access.action}`,
      resource,
      leadingKeys.length === 0 ? undefined : { 'dynamodb:LeadingKeys': leadingKeys },
    );
  }

  private leadingKeys({ table, index, keys, leadingKey }: Access): string[] {
    const known = this.tables.get(table.split('/').at(-1) ?? '');
    if (known === undefined) return [];
    const hashKey = index === undefined ? known.hashKey : (known.indexHashKeys[index] ?? '');
    const found = [...(keys ?? []).map((key) => keyText(own(key, hashKey))), leadingKey?.(hashKey)];
    return found.filter((value) => value !== undefined);
  }

  /** The engine knows tables by name only, while AWS takes their ARNs as well. */
  private withNames(request: AwsRequest, input: AwsInput): string | Buffer {
    return request.body.includes(`${this.arns.prefix}table/`)
      ? JSON.stringify(input.values).replaceAll(`"${this.arns.prefix}table/`, '"')
      : request.body;
  }

  /** The checksum is of the body as the engine wrote it, so it goes with it. */
  private withArns(response: AwsResponse): AwsResponse {
    const body = this.arns.fromEngine(response.body?.toString() ?? '');
    return { status: response.status, headers: { 'content-type': CONTENT_TYPE }, body };
  }
}
