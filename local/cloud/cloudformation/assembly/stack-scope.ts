import { asText, isRecord, own } from '../../core/plain-value.ts';
import { type Created, Refusal } from '../../core/provider.ts';
import type { Stack } from './assembly.ts';
import { resolveValue, type Scope } from './intrinsics.ts';

/** What the stacks give one another: exports by name, outputs by stack. */
export interface SharedValues {
  readonly exports: Map<string, unknown>;
  readonly outputs: Map<string, Record<string, unknown>>;
}

export interface Environment {
  readonly account: string;
  readonly region: string;
}

/** What the functions in one stack's template can see while it is being made. */
export class StackScope {
  private readonly stack: Stack;
  private readonly environment: Environment;
  private readonly shared: SharedValues;
  private readonly parameters: ReadonlyMap<string, unknown>;
  private readonly created = new Map<string, Created>();
  private readonly conditions = new Map<string, boolean>();

  constructor(
    stack: Stack,
    environment: Environment,
    shared: SharedValues,
    parameters: ReadonlyMap<string, unknown>,
  ) {
    this.stack = stack;
    this.environment = environment;
    this.shared = shared;
    this.parameters = parameters;
  }

  add(logicalId: string, created: Created): void {
    this.created.set(logicalId, created);
  }

  /** The scope of one resource or output, for messages that name it. */
  at(logicalId: string, type: string): Scope {
    const place = { stack: this.stack.name, logicalId, type };
    return {
      place,
      region: this.environment.region,
      ref: (name) => this.ref(place, name),
      attribute: (id, name) => this.attribute(place, id, name),
      condition: (name) => this.condition(place, name),
      mapped: (map, top, second) => this.mapped(map, top, second),
      importedValue: (name) => this.importedValue(place, name),
      stackOutput: (stack, output) => this.stackOutput(place, stack, output),
    };
  }

  condition(place: Scope['place'], name: string): boolean {
    const known = this.conditions.get(name);
    if (known !== undefined) return known;
    if (!Object.hasOwn(this.stack.template.conditions, name))
      throw new Refusal(place, `there is no condition ${name}`);
    const value = resolveValue(this.stack.template.conditions[name], this.at(name, 'Condition'));
    const holds = value === true || value === 'true';
    this.conditions.set(name, holds);
    return holds;
  }

  private ref(place: Scope['place'], name: string): unknown {
    const pseudo = this.pseudoParameter(name);
    if (pseudo !== undefined) return pseudo;
    if (this.parameters.has(name)) return this.parameters.get(name);
    return this.resource(place, name).ref;
  }

  private pseudoParameter(name: string): unknown {
    const { account, region } = this.environment;
    switch (name) {
      case 'AWS::AccountId':
        return account;
      case 'AWS::Region':
        return region;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackName':
        return this.stack.name;
      case 'AWS::StackId':
        return `arn:aws:cloudformation:${region}:${account}:stack/${this.stack.name}/local`;
      case 'AWS::NotificationARNs':
        return [];
      default:
        return undefined;
    }
  }

  private resource(place: Scope['place'], logicalId: string): Created {
    const created = this.created.get(logicalId);
    if (created === undefined)
      throw new Refusal(
        place,
        `it refers to ${logicalId}, which the stack does not have, or its condition left out`,
      );
    return created;
  }

  private attribute(place: Scope['place'], logicalId: string, name: string): unknown {
    const { attributes = {} } = this.resource(place, logicalId);
    if (Object.hasOwn(attributes, name)) return attributes[name];
    const found = name
      .split('.')
      .reduce<unknown>((value, part) => (isRecord(value) ? own(value, part) : undefined), attributes);
    if (found === undefined)
      throw new Refusal(
        place,
        `it asks for ${logicalId}.${name}, an attribute that the local cloud does not give`,
      );
    return found;
  }

  private mapped(map: string, top: string, second: string): unknown {
    const mapping = own(this.stack.template.mappings, map);
    const row = isRecord(mapping) ? own(mapping, top) : undefined;
    return isRecord(row) ? own(row, second) : undefined;
  }

  private importedValue(place: Scope['place'], name: string): unknown {
    if (this.shared.exports.has(name)) return this.shared.exports.get(name);
    throw new Refusal(place, `no stack before it exports ${name}`);
  }

  private stackOutput(place: Scope['place'], stack: string, output: string): unknown {
    const value = own(this.shared.outputs.get(stack) ?? {}, output);
    if (value === undefined) throw new Refusal(place, `no stack before it has an output ${stack} ${output}`);
    return asText(value) ?? value;
  }
}
