import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Cloud } from '../core/cloud.ts';
import { certificateOperations } from './api/certificates.ts';
import { dataPlaneOperations } from './api/data-plane.ts';
import { endpointOperations } from './api/endpoint.ts';
import { restHandler } from './api/rest.ts';
import { thingOperations } from './api/things.ts';
import { type IotArns, iotArns } from './arns.ts';
import type { ConnectionInfo } from './broker/connection.ts';
import { MqttBroker } from './broker/mqtt-broker.ts';
import { Faults } from './faults.ts';
import type { Lanes } from './kafka/kafka-action.ts';
import { KafkaProducers } from './kafka/producers.ts';
import { IotLog } from './log.ts';
import { ChangeLog } from './registry/change-log.ts';
import { Registry } from './registry/registry.ts';
import { Destinations } from './rules/destinations.ts';
import type { RuleDefinition } from './rules/rule.ts';
import { RuleEngine, type RuleInfo } from './rules/rule-engine.ts';
import { Secrets } from './rules/secrets.ts';
import { destinationOf } from './topics.ts';

/** How long the end waits for actions that are under way. */
const STOP_MILLISECONDS = 3000;
const STOP_POLL_MILLISECONDS = 10;

/** AWS IoT Core of one local cloud. Get it with `cloud.part(Iot)`. */
export class Iot {
  readonly arns: IotArns;
  readonly registry: Registry;
  readonly destinations = new Destinations();
  readonly log: IotLog;
  /** Switches for what may go wrong. */
  readonly faults = new Faults();
  /** How Kafka actions reach the brokers. */
  readonly lanes: Lanes;
  private readonly broker: MqttBroker;
  private readonly engine: RuleEngine;

  /** `lanes` replaces the producers, for whoever wants the records elsewhere than in Kafka. */
  constructor(cloud: Cloud, lanes?: Lanes) {
    this.arns = iotArns(cloud.region, cloud.account);
    this.registry = new Registry(new ChangeLog(join(cloud.dataDirectory, 'iot', 'registry.jsonl')));
    this.log = new IotLog(cloud);
    this.engine = new RuleEngine(cloud, this.faults, this.log);
    this.broker = new MqttBroker(cloud, this.registry, this.arns, {
      message: (message) => this.take(message),
      presence: ({ topic, payload }) => this.announce(topic, payload),
    });
    const producers = new KafkaProducers(cloud, new Secrets(cloud));
    this.lanes = lanes ?? producers;
    this.registry.onChange((change) => {
      const revoked = change.change === 'certificate-updated' && change.status !== 'ACTIVE';
      if (revoked || change.change === 'certificate-deleted')
        this.broker.disconnect({ certificateId: change.id });
    });
    this.serveApis(cloud);
    cloud.clock.onQuiet(async () => await Promise.resolve(this.quiet));
    cloud.onStart('iot', async () => await this.broker.start());
    cloud.onStop('iot', async () => {
      await this.broker.stop();
      await this.settle();
      await producers.stop();
    });
  }

  /** Where MQTT clients connect. The port is undefined before the start. */
  get mqtt(): { readonly host: string; readonly port: number | undefined } {
    return { host: '127.0.0.1', port: this.broker.port };
  }

  /** Whether no message waits for the rules engine and no action is under way. */
  get quiet(): boolean {
    return this.engine.quiet;
  }

  connections(): ConnectionInfo[] {
    return this.broker.list();
  }

  /** Ends the connection of a client, as when AWS IoT loses a host. */
  disconnect(clientId: string): void {
    this.broker.disconnect({ clientId });
  }

  rules(): RuleInfo[] {
    return this.engine.list();
  }

  addRule(definition: RuleDefinition): void {
    this.engine.add(definition);
  }

  /** Holds the rules engine: clients get their PUBACKs, actions wait until `resumeRules`. */
  pauseRules(): void {
    this.engine.pause();
  }

  resumeRules(): void {
    this.engine.resume();
  }

  /** Publishes as a service does: to subscribers and rules, or by Basic Ingest to one rule. */
  publish(message: {
    readonly topic: string;
    readonly payload: Buffer;
    readonly qos: 0 | 1;
    readonly retain?: boolean;
    readonly principal?: string;
  }): void {
    const { topic, payload, qos, retain = false, principal } = message;
    const copies = this.take({ topic, payload, clientId: undefined, principal });
    for (let copy = 0; copy < copies; copy++) this.broker.publish({ topic, payload, qos, retain });
  }

  /** Hands a message to the rules; says how many copies the subscribers get. */
  private take(message: {
    readonly topic: string;
    readonly payload: Buffer;
    readonly clientId: string | undefined;
    readonly principal: string | undefined;
  }): number {
    const copies = this.faults.strikes('duplicate-at-broker') ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) this.engine.accept(message);
    return destinationOf(message.topic).kind === 'topic' ? copies : 0;
  }

  private announce(topic: string, payload: Buffer): void {
    this.engine.accept({ topic, payload, clientId: undefined, principal: undefined });
    this.broker.publish({ topic, payload, qos: 0 });
  }

  private serveApis(cloud: Cloud): void {
    const { registry, arns, mqtt } = this;
    const address = (): string =>
      [mqtt.host, this.broker.port].filter((part) => part !== undefined).join(':');
    cloud.endpoint.register(
      'iot',
      restHandler([
        ...thingOperations(cloud, registry, arns),
        ...certificateOperations(cloud, registry, arns),
        ...endpointOperations(cloud, address),
      ]),
    );
    const publish = (message: Parameters<Iot['publish']>[0]): void => this.publish(message);
    cloud.endpoint.register('iotdata', restHandler(dataPlaneOperations(cloud, arns, publish)));
  }

  private async settle(): Promise<void> {
    const end = performance.now() + STOP_MILLISECONDS;
    while (!this.quiet && performance.now() < end) await pause(STOP_POLL_MILLISECONDS);
  }
}
