import type { UsedPermissions } from '../iam/policy/used-permissions.ts';
import type { AwsEndpoint } from './aws-endpoint.ts';
import type { Clock } from './clock.ts';
import type { Identities } from './identities.ts';
import type { Journal } from './journal.ts';

/** Where the engines listen. */
export interface Engines {
  readonly kafka: KafkaEngine;
  /** Such as `http://127.0.0.1:41234`: DynamoDB Local itself, behind the AWS endpoint that checks permissions. */
  readonly dynamodb: { readonly endpoint: string };
  readonly sqs: { readonly endpoint: string };
}

export interface KafkaEngine {
  /** Such as `4.1.1`; undefined for a broker that was started elsewhere. */
  readonly version?: string;
  /** PLAINTEXT, super user; for the local cloud itself (event sources, topics, ACLs). */
  readonly internal: string;
  /** SASL_SSL with OAUTHBEARER: what `GetBootstrapBrokers` names as IAM. */
  readonly iam: string;
  /** SASL_SSL with SCRAM-SHA-512: what the IoT rules use. */
  readonly scram: string;
  /** Hears each line of the broker's log, denials among them; absent for a broker that was started elsewhere. */
  onLog?(listener: (line: string) => void): void;
  /** Makes the user, or gives it this password. */
  addScramUser(username: string, password: string): Promise<void>;
}

/**
 * One local cloud: an account in a region, with its engines and everything that the templates made in it. Nothing in
 * it is a singleton, so a second one can stand beside it.
 */
export interface Cloud {
  readonly region: string;
  readonly account: string;
  readonly engines: Engines;
  /** The shared, possibly simulated, clock. */
  readonly clock: Clock;
  /** Roles of the templates and the access keys that stand for them. */
  readonly identities: Identities;
  /** What each permission of each policy has granted so far. */
  readonly usedPermissions: UsedPermissions;
  /** The one HTTP endpoint behind `AWS_ENDPOINT_URL`: services register here by signing name. */
  readonly endpoint: AwsEndpoint;
  /** Logs, metrics and the last errors; what `cli logs` and the console show. */
  readonly journal: Journal;
  /** PEM of the authority that signs every local server's and car's certificate, and the key that signs. */
  readonly authority: { readonly certificate: string; readonly key: string };
  /** Kept between starts with `--data-dir`; otherwise a temporary folder that goes at the end. */
  readonly dataDirectory: string;
  /** Ports asked for on the command line. 0 is any free one. */
  readonly ports: { readonly http: number; readonly mqtt: number };
  /** Provider-owned registries, one instance per cloud: `cloud.part(Functions)` makes it at the first call. */
  part<T extends object>(kind: new (cloud: Cloud) => T): T;
  /** The registry if there is one already: for whoever looks at a cloud and must not change it. */
  existing<T extends object>(kind: new (cloud: Cloud) => T): T | undefined;
  /** Runs once every resource exists, in the order of registration. */
  onStart(name: string, start: () => Promise<void>): void;
  /** Runs at the end, last registered first. */
  onStop(name: string, stop: () => Promise<void>): void;
}
