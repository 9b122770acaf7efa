import type { PlainRecord } from '../../core/plain-value.ts';

/** What `cdk synth` made, as far as the local cloud needs it: stacks in the order of their dependencies. */
export interface Assembly {
  readonly directory: string;
  readonly stacks: readonly Stack[];
  readonly assets: readonly Asset[];
}

export interface Stack {
  readonly name: string;
  /** Undefined when the stack is environment-agnostic. */
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly template: Template;
}

/** A file or folder that the CDK's command line would have uploaded; names hold `${AWS::AccountId}` and the like. */
export interface Asset {
  readonly bucket: string;
  readonly key: string;
  /** Absolute path of the folder or file. */
  readonly path: string;
}

export interface Template {
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly parameters: Readonly<Record<string, PlainRecord>>;
  readonly mappings: PlainRecord;
  readonly conditions: PlainRecord;
  readonly outputs: Readonly<Record<string, TemplateOutput>>;
}

export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: PlainRecord;
  readonly metadata: PlainRecord;
  readonly dependsOn: readonly string[];
  readonly condition: string | undefined;
}

export interface TemplateOutput {
  readonly value: unknown;
  readonly exportName: unknown;
  readonly condition: string | undefined;
}
