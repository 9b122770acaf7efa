import { randomUUID } from 'node:crypto';
import type { PolicyStatement } from '../../core/identities.ts';
import { decide } from '../../iam/policy/evaluate.ts';
import type { UsedPermissions } from '../../iam/policy/used-permissions.ts';
import type { Registry } from '../registry/registry.ts';
import { connectionContext } from '../registry/thing-policy.ts';
import { topicMatcher } from '../topics.ts';
import { LIMITS, RateLimit } from './limits.ts';

/** Why a connection ended. Source: AWS IoT Core developer guide, “Lifecycle events”. */
export type DisconnectReason =
  | 'AUTH_ERROR'
  | 'CLIENT_INITIATED_DISCONNECT'
  | 'CLIENT_ERROR'
  | 'CONNECTION_LOST'
  | 'DUPLICATE_CLIENTID'
  | 'MQTT_KEEP_ALIVE_TIMEOUT'
  | 'SERVER_INITIATED_DISCONNECT';

/** What the console and tests see of a connection. */
export interface ConnectionInfo {
  readonly clientId: string;
  readonly certificateId: string;
  readonly address: string;
  /** Platform milliseconds. */
  readonly since: number;
  readonly subscriptions: readonly string[];
  readonly published: number;
  readonly received: number;
  /** Publishes beyond the rate that AWS IoT allows. */
  readonly dropped: number;
}

/** Decisions that are remembered; cars use few topics. */
const REMEMBERED = 1000;

/** One client's connection: who it is, what it may do, and how much. */
export class Connection {
  readonly clientId: string;
  readonly certificateId: string;
  readonly address: string;
  readonly since: number;
  readonly sessionId = randomUUID();
  /** Set by whoever ends it. */
  reason: DisconnectReason | undefined;
  /** How many filters the SUBSCRIBE has that is being handled. */
  filtersInRequest = 0;
  published = 0;
  received = 0;
  dropped = 0;
  private readonly registry: Registry;
  private readonly used: UsedPermissions;
  private readonly rate = new RateLimit(LIMITS.publishesPerSecond);
  private readonly subscriptions = new Map<string, (topic: string) => boolean>();
  private readonly decisions = new Map<string, boolean>();
  private statements: readonly PolicyStatement[] = [];
  private context: Record<string, readonly string[]> = {};
  private version = -1;

  constructor(
    registry: Registry,
    used: UsedPermissions,
    who: { readonly clientId: string; readonly certificateId: string; readonly address: string },
    since: number,
  ) {
    this.registry = registry;
    this.used = used;
    this.clientId = who.clientId;
    this.certificateId = who.certificateId;
    this.address = who.address;
    this.since = since;
  }

  /** Whether the certificate's policies allow an action such as `iot:Publish` on an ARN. What allows it is counted once. */
  may(action: string, resource: string): boolean {
    this.refresh();
    const key = `${action} ${resource}`;
    const known = this.decisions.get(key);
    if (known !== undefined) return known;
    const { verdict, by } = decide(this.statements, { action, resource, context: this.context });
    const allowed = verdict === 'allowed';
    if (allowed) this.used.record(by);
    if (this.decisions.size >= REMEMBERED) this.decisions.clear();
    this.decisions.set(key, allowed);
    return allowed;
  }

  /** False when the client publishes faster than AWS IoT accepts. */
  mayPublishNow(): boolean {
    return this.rate.take();
  }

  /** False when the connection has all the subscriptions that it may have. */
  subscribe(filter: string): boolean {
    if (!this.subscriptions.has(filter) && this.subscriptions.size >= LIMITS.subscriptions) return false;
    this.subscriptions.set(filter, topicMatcher(filter));
    return true;
  }

  unsubscribe(filter: string): void {
    this.subscriptions.delete(filter);
  }

  /** Whether a subscription asks for the topic; only one without wildcards gets retained messages. */
  wants(topic: string, retained: boolean): boolean {
    if (this.subscriptions.has(topic)) return true;
    return !retained && [...this.subscriptions.values()].some((matches) => matches(topic));
  }

  info(): ConnectionInfo {
    const { clientId, certificateId, address, since, published, received, dropped } = this;
    const subscriptions = [...this.subscriptions.keys()];
    return { clientId, certificateId, address, since, subscriptions, published, received, dropped };
  }

  private refresh(): void {
    if (this.version === this.registry.version) return;
    this.version = this.registry.version;
    this.statements = this.registry.statementsOf(this.certificateId);
    this.context = connectionContext(this.registry, this);
    this.decisions.clear();
  }
}
