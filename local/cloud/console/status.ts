import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type HttpApi, HttpApis, type Route } from '../api-gateway/http-apis.ts';
import { administrator } from '../core/administrator.ts';
import type { Cloud } from '../core/cloud.ts';
import type { LogLine } from '../core/journal.ts';
import { Tables } from '../dynamodb/tables.ts';
import { Iot } from '../iot/iot.ts';
import type { RuleInfo } from '../iot/rules/rule-engine.ts';
import { EventSources } from '../lambda/event-sources/event-sources.ts';
import type { MappingStatus } from '../lambda/event-sources/mapping.ts';
import { functionNameOf } from '../lambda/function-name.ts';
import { Functions } from '../lambda/functions.ts';
import type { FunctionStatistics } from '../lambda/live-function.ts';
import { SqsClients } from '../lambda/sqs-client.ts';
import { Schedules } from '../scheduler/schedules.ts';
import { type TopicSize, topicSizes } from './topics.ts';

export interface RouteStatus {
  readonly api: string;
  /** `GET /v1/cars`. */
  readonly route: string;
  readonly functionName: string;
  /** `NONE`, or `JWT` with the scopes of which a token must have one. */
  readonly authorization: string;
}

/** What runs, and how it goes. Times are the platform's. */
export interface Status {
  readonly now: string;
  readonly timeScale: number;
  readonly functions: readonly FunctionStatistics[];
  readonly eventSources: readonly MappingStatus[];
  readonly topics: readonly TopicSize[];
  readonly tables: readonly { readonly name: string; readonly items: number }[];
  readonly routes: readonly RouteStatus[];
  readonly rules: readonly RuleInfo[];
  readonly schedules: readonly { readonly name: string; readonly next: string | null }[];
  /** MQTT clients. */
  readonly connections: number;
  /** Newest first. */
  readonly errors: readonly LogLine[];
  /** What could not be found out: an engine that does not answer, say. */
  readonly unknown: readonly string[];
}

/** Looks at a cloud without changing it: what no template has made is not there. Never rejects. */
export class StatusReader {
  private readonly cloud: Cloud;
  private readonly dynamodb: DynamoDBClient;
  private readonly sqs: SQSClient;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    const settings = {
      region: cloud.region,
      endpoint: cloud.endpoint.url,
      credentials: administrator,
      maxAttempts: 1,
    };
    this.dynamodb = new DynamoDBClient(settings);
    this.sqs = new SQSClient(settings);
    cloud.onStop('status', async () => {
      this.dynamodb.destroy();
      this.sqs.destroy();
      await Promise.resolve();
    });
  }

  async read(): Promise<Status> {
    const { cloud } = this;
    const unknown: string[] = [];
    const known = async <T>(what: string, found: Promise<readonly T[]>): Promise<readonly T[]> => {
      try {
        return await found;
      } catch (error) {
        unknown.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
        return [];
      }
    };
    const [eventSources, topics, tables] = await Promise.all([
      known('event sources', this.eventSources()),
      known('topics', topicSizes(cloud.engines.kafka.internal)),
      known('tables', this.tables()),
    ]);
    const iot = cloud.existing(Iot);
    const functions = cloud.existing(Functions)?.list() ?? [];
    const schedules = cloud.existing(Schedules)?.list() ?? [];
    return {
      now: new Date(cloud.clock.now()).toISOString(),
      timeScale: cloud.clock.state.scale,
      functions: functions.toSorted((a, b) => a.name.localeCompare(b.name)),
      eventSources,
      topics,
      tables,
      routes: (cloud.existing(HttpApis)?.list() ?? []).flatMap(routesOf),
      rules: iot?.rules() ?? [],
      schedules: schedules.map(({ name, next }) => ({
        name,
        next: next === undefined ? null : new Date(next).toISOString(),
      })),
      connections: iot?.connections().length ?? 0,
      errors: cloud.journal.errors(),
      unknown,
    };
  }

  private async tables(): Promise<readonly { name: string; items: number }[]> {
    const names = this.cloud.existing(Tables)?.names() ?? [];
    return await Promise.all(
      names.toSorted().map(async (name) => {
        const { Table } = await this.dynamodb.send(new DescribeTableCommand({ TableName: name }));
        return { name, items: Table?.ItemCount ?? 0 };
      }),
    );
  }

  private async eventSources(): Promise<readonly MappingStatus[]> {
    const mappings = this.cloud.existing(EventSources)?.list() ?? [];
    return await Promise.all(
      mappings
        .toSorted((a, b) => `${a.functionName} ${a.source}`.localeCompare(`${b.functionName} ${b.source}`))
        .map(async (mapping) =>
          mapping.eventSourceArn.split(':')[2] === 'sqs'
            ? { ...mapping, lag: await this.messagesOf(mapping.eventSourceArn) }
            : mapping,
        ),
    );
  }

  private async messagesOf(queueArn: string): Promise<Record<string, number>> {
    const command = new GetQueueAttributesCommand({
      QueueUrl: this.cloud.part(SqsClients).url(queueArn),
      AttributeNames: ['ApproximateNumberOfMessages'],
    });
    const { Attributes } = await this.sqs.send(command);
    return { messages: Number(Attributes?.ApproximateNumberOfMessages ?? 0) };
  }
}

function routesOf(api: HttpApi): RouteStatus[] {
  return api.routes
    .map((route) => ({
      api: api.name,
      route: route.key.text,
      functionName: functionNameOf(api.integrations.get(route.integration)?.functionArn ?? ''),
      authorization: authorizationOf(route),
    }))
    .toSorted((a, b) => pathFirst(a.route).localeCompare(pathFirst(b.route)));
}

const pathFirst = (route: string): string => route.split(' ').toReversed().join(' ');

function authorizationOf({ authorizer, scopes }: Route): string {
  if (authorizer === undefined) return 'NONE';
  return scopes.length === 0 ? 'JWT' : `JWT ${scopes.join(' ')}`;
}
