import { type Admin, Kafka, logLevel } from 'kafkajs';
import type { Cloud } from '../core/cloud.ts';
import { PATIENT } from '../engines/patient.ts';
import { AllowedOperations } from './allowed-operations.ts';
import type { Cluster, ClusterService } from './cluster.ts';
import { besideCluster } from './cluster-arns.ts';
import { explainDenials } from './denials.ts';
import { serveMsk } from './operations.ts';
import { KafkaPermissions } from './permissions.ts';
import { type Topic, TopicMaker } from './topics.ts';

/** The one cluster that the local broker plays, with its topics and users, and the MSK service in front of it. */
export class Clusters implements ClusterService {
  readonly permissions: KafkaPermissions;
  readonly allowedOperations: AllowedOperations;
  private readonly cloud: Cloud;
  private readonly configurations = new Map<string, ReadonlyMap<string, string>>();
  private readonly topicMaker = new TopicMaker(() => this.admin());
  private readonly topicNames = new Set<string>();
  private readonly userNames = new Set<string>();
  private found: Cluster | undefined;
  private connection: Promise<Admin> | undefined;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    this.permissions = new KafkaPermissions(cloud, this);
    cloud.onStart('kafka permissions', () => this.permissions.synchronize());
    cloud.onStop('kafka administration', async () => (await this.connection)?.disconnect());
    explainDenials(cloud, this);
    this.allowedOperations = new AllowedOperations(cloud, this);
    serveMsk(cloud, this);
  }

  /** Throws an Error for a second one. */
  set(cluster: Cluster): void {
    if (this.found !== undefined)
      throw new Error(`the local broker plays one cluster, and it is ${this.found.name} already`);
    this.found = cluster;
  }

  get cluster(): Cluster | undefined {
    return this.found;
  }

  /** `kind` is `topic`, `group` or `transactional-id`; named as IAM's policies name them. */
  arnOf(kind: 'topic' | 'group' | 'transactional-id', name: string): string {
    return besideCluster(this.found?.arn ?? '', kind, name);
  }

  addConfiguration(arn: string, properties: ReadonlyMap<string, string>): void {
    this.configurations.set(arn, properties);
  }

  configuration(arn: string): ReadonlyMap<string, string> | undefined {
    return this.configurations.get(arn);
  }

  async makeTopic(topic: Topic): Promise<void> {
    await this.topicMaker.make(topic);
    this.topicNames.add(topic.name);
  }

  get topics(): readonly string[] {
    return [...this.topicNames];
  }

  async addScramUser(username: string, password: string): Promise<void> {
    await this.cloud.engines.kafka.addScramUser(username, password);
    this.userNames.add(username);
  }

  get scramUsers(): readonly string[] {
    return [...this.userNames];
  }

  /** As the broker's super user; connected at the first call. */
  admin(): Promise<Admin> {
    this.connection ??= this.connect();
    return this.connection;
  }

  private async connect(): Promise<Admin> {
    const kafka = new Kafka({
      clientId: 'local-cloud',
      brokers: this.cloud.engines.kafka.internal.split(','),
      logLevel: logLevel.NOTHING,
      ...PATIENT,
    });
    const admin = kafka.admin();
    await admin.connect();
    return admin;
  }
}
