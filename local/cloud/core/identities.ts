/** Who calls: a role of the templates. Functions and rules get an access key that names their role. */
export interface Identity {
  readonly roleName: string;
  readonly roleArn: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface AccessRequest {
  /** Such as `dynamodb:GetItem`. */
  readonly action: string;
  /** ARN, or `*` where the action has no resource. */
  readonly resource: string;
  /** Condition context: `{ 'dynamodb:LeadingKeys': ['op#1'] }`. Lower-case lookups. */
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

export type AccessDecision =
  /** `by`: what allows it, each by itself. */
  | { readonly allowed: true; readonly by: readonly Permission[] }
  /** `explicit`: a Deny statement says so, and no other policy lifts it. */
  | { readonly allowed: false; readonly explicit: boolean; readonly why: string };

export interface Identities {
  /** Called by the IAM providers. Statements of inline, attached and resource-free managed policies alike. */
  addRole(roleName: string, roleArn: string): Identity;
  addStatements(roleName: string, statements: readonly unknown[]): void;
  byRoleArn(arn: string): Identity | undefined;
  byAccessKey(accessKeyId: string): Identity | undefined;
  /** Decides a request: allowed, or the sentence that says which statement is missing or denies. What allows it is counted. */
  authorize(identity: Identity, request: AccessRequest): AccessDecision;
  /** What `authorize` would say. Nothing is done with that permission, so nothing is counted. */
  check(identity: Identity, request: AccessRequest): AccessDecision;
  /**
   * Puts other statements in the place of a role's, while the cloud runs. Resolves when everything that is made of
   * policies (Kafka's access lists) follows them.
   */
  changePolicy(roleName: string, statements: readonly PolicyStatement[]): Promise<void>;
  /** The listener is waited for after each change of a role's policy. */
  onPolicyChange(listener: (identity: Identity) => Promise<void>): void;
  /** Every identity with its policy statements, for what turns them into something else (Kafka ACLs). */
  all(): readonly { readonly identity: Identity; readonly statements: readonly PolicyStatement[] }[];
}

/** One action on one resource, as a statement writes them: the least that can be taken out of a policy. */
export interface Permission {
  readonly statement: PolicyStatement;
  readonly action: string;
  readonly resource: string;
}

export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly conditions: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}
