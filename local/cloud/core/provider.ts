import type { Cloud } from './cloud.ts';

/**
 * How the local cloud learns to play a kind of CloudFormation resource: one provider per type. A template names the
 * type; the reader resolves the properties; the provider says for each property whether it is emulated or has no
 * effect here, and makes the resource. A type without a provider, a property that its provider does not list, or one
 * that it lists as emulated and does not read, ends the start: nothing is quietly ignored.
 */
export interface Provider {
  /** The CloudFormation type, such as `AWS::SQS::Queue`. One that ends in `*` stands for all with that beginning. */
  readonly type: string;
  /**
   * Every property that a template may use: emulated, or why it has no effect here. Objects are listed by the paths in
   * them (`Target.Arn`, `Targets[].Arn`); where there are none, the provider takes what is below, and must read all of
   * it. `*` stands for any other, for types whose properties are theirs to define (custom resources).
   */
  readonly properties: Readonly<Record<string, PropertySupport>>;
  /**
   * By property whose text holds settings: each of them, by name; undefined for one that is not known. Throws nothing:
   * what cannot be read is refused by `create`.
   */
  readonly settings?: Readonly<
    Record<string, (text: string) => ReadonlyMap<string, PropertySupport | undefined>>
  >;
  create(resource: Resource): Promise<Created> | Created;
}

/** `emulated`, or the reason why the property has no effect locally. */
export type PropertySupport = 'emulated' | { readonly noEffect: string };

/** A resource of a template with its intrinsic functions resolved. */
export interface Resource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The paths of properties that were read so far; a PropertyReader writes them down. */
  readonly reads: Set<string>;
  readonly cloud: Cloud;
  /** A name made as CloudFormation makes them, but the same at every start: `<stack>-<logicalId>`. */
  readonly generatedName: string;
}

/** What other resources may ask of it: `Ref`, and `Fn::GetAtt` by name. */
export interface Created {
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** Thrown when a template asks for what the local cloud does not have. Names the place. */
export class Refusal extends Error {
  readonly code = 'LOCAL_CLOUD_REFUSAL';
  constructor(resource: Pick<Resource, 'stack' | 'logicalId' | 'type'>, why: string) {
    super(`${resource.stack} ${resource.logicalId} (${resource.type}): ${why}`);
    this.name = 'Refusal';
  }
}

/** Everything that a cloud assembly asks for and the local cloud does not have, said at once. */
export class AssemblyRefusal extends Error {
  readonly code = 'LOCAL_CLOUD_REFUSAL';
  readonly refusals: readonly Refusal[];
  constructor(refusals: readonly Refusal[]) {
    super(
      `the local cloud cannot play these templates:\n${refusals.map(({ message }) => `  ${message}`).join('\n')}`,
    );
    this.name = 'AssemblyRefusal';
    this.refusals = refusals;
  }
}
