import type { TopicContract } from '../shared/contracts/define.ts';
import type { ProviderKind } from '../shared/contracts/riders/providers.ts';
import type { RequestsPerMinute } from '../shared/runtime/quotas/quotas.ts';
import type { StageSettings } from '../shared/runtime/room.ts';
import { type CommandKeys, commandKeys } from './command-keys.ts';
import { MAIL_PROVIDER } from './providers/mail/settings.ts';
import { STRIPE_PROVIDER } from './providers/stripe/settings.ts';
import { sandboxLicence } from './sandbox/providers.ts';

/**
 * The differences between the stages: sizes, counts and the price of a mistake. Everything else is the same in both, so
 * that production runs what was tested in development. A stage has an AWS account of its own, because the names that
 * cars and partners use (IoT rules, topics, functions) do not contain the stage.
 */
export type StageName = 'development' | 'production';

type Volume = TopicContract['volume'];

export interface Stage {
  readonly name: StageName;
  readonly network: {
    /** The MSK cluster has brokers in each. MSK allows two or three zones. */
    readonly zones: 2 | 3;
    readonly natGateways: number;
    /** AWS services that the VPC reaches without NAT, by the last part of their endpoint's name. */
    readonly interfaceEndpoints: readonly InterfaceEndpoint[];
    readonly flowLogs: boolean;
  };
  readonly kafka: {
    readonly brokerType: BrokerType;
    /** A multiple of the zones. */
    readonly brokers: number;
    /** GiB a broker. */
    readonly volumeGb: number;
    /** Whether topics that are kept for years use tiered storage. Development keeps them on the brokers' disks. */
    readonly tieredStorage: boolean;
    /** Hours that a tiered topic's records stay on the brokers' disks as well. */
    readonly localRetentionHours: number;
    /** Never raised in place: keys would change their partition. */
    readonly partitions: Readonly<Record<Volume, number>>;
  };
  readonly consumers: {
    /** Provisioned pollers of an event source mapping: 5 MB/s each, never more than partitions. */
    readonly pollers: Readonly<Record<Volume, { readonly minimum: number; readonly maximum: number }>>;
    /**
     * When the event source gives up a record and sends it to `dead-letters.lambda`. The functions themselves handle
     * records that cannot be decoded or decided. These limits are for functions that crash, time out, or cannot reach
     * DynamoDB.
     */
    readonly retries: Readonly<
      Record<Volume, { readonly attempts: number; readonly maximumAgeSeconds: number }>
    >;
    /**
     * When a room that charges was first deployed, RFC 3339: rentals that ended before are not charged. It counts only
     * while the event source mapping is created.
     */
    readonly historyEnds: string;
    /** An alarm fires when the oldest waiting record is older than this, seconds. */
    readonly lagAlarmSeconds: number;
  };
  /** Megabytes, by function (`<room>-<name>`), where those of the declaration are not enough. */
  readonly memoryMb: Readonly<Record<string, number>>;
  readonly logRetentionDays: 14 | 90;
  /** Deletion protection, and resources with data stay when their stack is deleted. */
  readonly keepData: boolean;
  /** The keys that sign for cars, and the lists by which cars get them. */
  readonly commandKeys: CommandKeys;
  /** The key of tables. CloudTrail shows the use of a customer key, and the key can be withdrawn. */
  readonly tableKey: 'customer' | 'aws-owned';
  readonly api: {
    /** Origins of web pages that may call the API. */
    readonly allowedOrigins: readonly string[];
    readonly requestsPerSecond: number;
    readonly burst: number;
    /** The limits of each route that needs no token. */
    readonly anybody: { readonly requestsPerSecond: number; readonly burst: number };
    /** What each caller may do in a minute. Our functions count it. */
    readonly callerPerMinute: RequestsPerMinute;
  };
  /** The functions that stand for providers, by name. Ours are deployed only if the stage names them. */
  readonly providers: Readonly<Record<ProviderKind, string>>;
  /** How the function `provider-mail` sends. */
  readonly mail: {
    /** The sender. SES must know its domain: its keys go into the domain's DNS (docs/deploy.md). */
    readonly from: string;
  };
  /** How the function `provider-stripe` reaches Stripe. */
  readonly stripe: {
    /** The base URL of the API. `stand-in`: a stand-in is deployed, and takes Stripe's place. */
    readonly api: 'stand-in' | `https://${string}`;
  };
  readonly webhooks: {
    /**
     * Where webhooks may go. `loopback-too` also lets them go to the computer of the functions, by http: for receivers under
     * development beside a local platform. In Lambda it would let partners reach into the functions.
     */
    readonly receivers: 'public' | 'loopback-too';
  };
  readonly signIn: {
    /** The URLs to which Cognito may send riders and operators back after the sign-in. */
    readonly callbackUrls: readonly string[];
    readonly logoutUrls: readonly string[];
    /** Cognito's Plus plan: it refuses stolen passwords and sign-ins that look like attacks. */
    readonly threatProtection: boolean;
  };
  /** What rooms follow: each function is given those that its declaration names. */
  readonly settings: StageSettings;
  /** The address that gets mail from the alarms. Others subscribe to the topic. */
  readonly alarmMail?: string;
}

/** Brokers that MSK offers for Kafka 4 in KRaft mode. It refuses kafka.t3.small from 4.0 on, so `large` is the smallest. */
export type BrokerType = `kafka.m7g.${'large' | 'xlarge' | '2xlarge' | '4xlarge' | '8xlarge'}`;

export type InterfaceEndpoint = 'kms' | 'sqs';

/** Kafka's version as MSK names it; `.kraft` selects KRaft mode. The local broker runs the same 4.1. */
export const KAFKA_VERSION = '4.1.x.kraft';

/** Every record is on three brokers. It is acknowledged when two have it. */
export const REPLICAS = 3;
export const IN_SYNC_REPLICAS = 2;

const HOUR = 3600;

const development: Stage = {
  name: 'development',
  network: { zones: 3, natGateways: 1, interfaceEndpoints: [], flowLogs: false },
  kafka: {
    brokerType: 'kafka.m7g.large',
    brokers: 3,
    volumeGb: 50,
    tieredStorage: false,
    localRetentionHours: 24,
    partitions: { telemetry: 3, business: 3, rare: 1 },
  },
  consumers: {
    pollers: {
      telemetry: { minimum: 1, maximum: 3 },
      business: { minimum: 1, maximum: 2 },
      rare: { minimum: 1, maximum: 1 },
    },
    retries: {
      telemetry: { attempts: 10, maximumAgeSeconds: HOUR },
      business: { attempts: 100, maximumAgeSeconds: 6 * HOUR },
      rare: { attempts: 100, maximumAgeSeconds: 6 * HOUR },
    },
    historyEnds: '2026-01-01T00:00:00Z',
    lagAlarmSeconds: 60,
  },
  memoryMb: {},
  logRetentionDays: 14,
  keepData: false,
  commandKeys,
  tableKey: 'aws-owned',
  api: {
    allowedOrigins: ['http://localhost:5173'],
    requestsPerSecond: 200,
    burst: 400,
    anybody: { requestsPerSecond: 20, burst: 40 },
    // Half of what the API takes in all: fuzzers and tests are one caller.
    callerPerMinute: { rider: 6000, operator: 6000, partner: 6000 },
  },
  providers: { licence: sandboxLicence.name, payment: STRIPE_PROVIDER, mail: MAIL_PROVIDER },
  mail: { from: 'receipts@mail.roadstream.example' },
  stripe: { api: 'stand-in' },
  webhooks: { receivers: 'public' },
  signIn: {
    callbackUrls: ['http://localhost:5173/signed-in'],
    logoutUrls: ['http://localhost:5173/'],
    threatProtection: false,
  },
  settings: {
    adjustmentLimits: { EUR: 5000 },
    seller: {
      name: 'Roadstream Example SL',
      address: ['Avinguda Meritxell 1', 'AD500 Andorra la Vella', 'Andorra'],
      vatId: 'L-000000-X',
    },
  },
};

const production: Stage = {
  name: 'production',
  network: {
    zones: 3,
    natGateways: 3,
    interfaceEndpoints: ['kms', 'sqs'],
    flowLogs: true,
  },
  kafka: {
    brokerType: 'kafka.m7g.xlarge',
    brokers: 3,
    volumeGb: 1000,
    tieredStorage: true,
    localRetentionHours: 72,
    partitions: { telemetry: 48, business: 24, rare: 3 },
  },
  consumers: {
    pollers: {
      telemetry: { minimum: 3, maximum: 48 },
      business: { minimum: 2, maximum: 24 },
      rare: { minimum: 1, maximum: 3 },
    },
    retries: {
      telemetry: { attempts: 10, maximumAgeSeconds: HOUR },
      business: { attempts: 100, maximumAgeSeconds: 6 * HOUR },
      rare: { attempts: 100, maximumAgeSeconds: 6 * HOUR },
    },
    historyEnds: '2026-01-01T00:00:00Z',
    lagAlarmSeconds: 10,
  },
  memoryMb: { 'telemetry-fold': 1024 },
  logRetentionDays: 90,
  keepData: true,
  commandKeys,
  tableKey: 'customer',
  api: {
    allowedOrigins: ['https://app.roadstream.example'],
    requestsPerSecond: 5000,
    burst: 10_000,
    anybody: { requestsPerSecond: 200, burst: 400 },
    // An app reads a few times a second at most; a console on several screens is one operator.
    callerPerMinute: { rider: 600, operator: 3000, partner: 1200 },
  },
  providers: { licence: 'licence-provider', payment: STRIPE_PROVIDER, mail: MAIL_PROVIDER },
  mail: { from: 'receipts@mail.roadstream.example' },
  stripe: { api: 'https://api.stripe.com' },
  webhooks: { receivers: 'public' },
  signIn: {
    callbackUrls: ['https://app.roadstream.example/signed-in'],
    logoutUrls: ['https://app.roadstream.example/'],
    threatProtection: true,
  },
  settings: {
    adjustmentLimits: { EUR: 5000 },
    seller: {
      name: 'Roadstream Example SL',
      address: ['Avinguda Meritxell 1', 'AD500 Andorra la Vella', 'Andorra'],
      vatId: 'L-000000-X',
    },
  },
};

export const stages: Readonly<Record<StageName, Stage>> = { development, production };

/** The stage for a platform on one computer: webhooks may go to receivers on it. CDK context `local` asks for it. */
export function onThisComputer(stage: Stage): Stage {
  return { ...stage, webhooks: { receivers: 'loopback-too' } };
}

export class StageError extends Error {
  override readonly name = 'StageError';
  readonly code = 'STAGE_UNKNOWN';
}

/** The stage that CDK context `stage` names; development when it names none. Throws a StageError. */
export function stageNamed(name: unknown = 'development'): Stage {
  const found = Object.values(stages).find((stage) => stage.name === name);
  if (found !== undefined) return found;
  const known = Object.keys(stages).map((one) => `-c stage=${one}`);
  throw new StageError(`There is no stage ${JSON.stringify(name)}: use ${known.join(' or ')}`);
}
