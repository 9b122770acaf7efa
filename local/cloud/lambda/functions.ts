import type { Cloud } from '../core/cloud.ts';
import { type AsyncConfig, AsyncInvocations } from './async-invocations.ts';
import { deliverToDestination } from './destination.ts';
import type { DebugHooks, FunctionDefinition } from './function-definition.ts';
import { FunctionError } from './function-error.ts';
import { functionNameOf, qualifiedNameOf, qualifierOf } from './function-name.ts';
import { type InvokeOptions, serveLambdaApi } from './lambda-api.ts';
import { type FunctionStatistics, type InvocationResult, LiveFunction } from './live-function.ts';
import { type Permission, ResourcePolicies } from './resource-policies.ts';
import { SharedClock } from './shared-clock.ts';

/** The Lambda service of one local cloud. Get it with `cloud.part(Functions)`. */
export class Functions {
  private readonly cloud: Cloud;
  private readonly clock = new SharedClock();
  private readonly functions = new Map<string, LiveFunction>();
  private readonly qualified = new Set<string>();
  private readonly policies: ResourcePolicies;
  private readonly async: AsyncInvocations;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    this.policies = new ResourcePolicies(cloud.usedPermissions);
    this.clock.write(cloud.clock.state);
    cloud.clock.onChange((state) => this.clock.write(state));
    this.async = new AsyncInvocations(
      cloud,
      async (name, event) => await this.live(name).run(event),
      async (definition, to, record) => await deliverToDestination(cloud, this, definition, to, record),
    );
    cloud.clock.onQuiet(async () => await Promise.resolve(!this.busy));
    cloud.onStop('functions', async () => await this.stop());
    serveLambdaApi(cloud, this);
  }

  define(definition: FunctionDefinition): void {
    this.functions.set(definition.name, new LiveFunction(this.cloud, this.clock, definition));
  }

  /** Gives a function a version or an alias: another name for what is deployed. */
  qualify(name: string, qualifier: string): void {
    this.qualified.add(`${name}:${qualifier}`);
  }

  /** Throws FUNCTION_NOT_FOUND. */
  definition(nameOrArn: string): FunctionDefinition {
    return this.live(nameOrArn).definition;
  }

  permit(nameOrArn: string, permission: Permission): void {
    this.policies.add(qualifiedNameOf(nameOrArn), permission);
  }

  configureAsync(nameOrArn: string, config: AsyncConfig): void {
    this.async.configure(functionNameOf(nameOrArn), config);
  }

  /**
   * Invokes a function with an event that JSON can hold. A handler that fails makes a result with `functionError`;
   * a FunctionError is thrown when there is no invocation at all.
   */
  async invoke(nameOrArn: string, event: unknown, options: InvokeOptions): Promise<InvocationResult> {
    const live = this.live(nameOrArn);
    this.requirePermission(qualifiedNameOf(nameOrArn), options);
    const text = JSON.stringify(event ?? null);
    if (options.async === true) return this.async.accept(live.definition, text);
    return await live.run(text);
  }

  list(): readonly FunctionStatistics[] {
    return [...this.functions.values()].map((live) => live.statistics);
  }

  /** Goes on with another bundle, without a restart: for `--watch`. Debuggers find the source maps that it names. */
  async swap(nameOrArn: string, folder: string): Promise<void> {
    await this.live(nameOrArn).swap(folder);
  }

  /** Lets debuggers look into the function, or no more. */
  async debug(nameOrArn: string, hooks: DebugHooks | undefined): Promise<void> {
    await this.live(nameOrArn).debug(hooks);
  }

  /** Terminates the function's workers wherever they are: as when Lambda loses a host. */
  async kill(nameOrArn: string): Promise<void> {
    await this.live(nameOrArn).kill();
  }

  private get busy(): boolean {
    return this.async.busy || [...this.functions.values()].some((live) => live.busy);
  }

  private live(nameOrArn: string): LiveFunction {
    const name = functionNameOf(nameOrArn);
    const live = this.functions.get(name);
    const isKnown = qualifierOf(nameOrArn) === undefined || this.qualified.has(qualifiedNameOf(nameOrArn));
    if (live === undefined || !isKnown)
      throw new FunctionError('FUNCTION_NOT_FOUND', `Function not found: ${nameOrArn}`);
    return live;
  }

  private requirePermission(name: string, options: InvokeOptions): void {
    const { source, sourceArn } = options;
    if (!source.endsWith('.amazonaws.com')) return;
    const caller = { principal: source, sourceAccount: this.cloud.account };
    this.policies.require(name, sourceArn === undefined ? caller : { ...caller, sourceArn });
  }

  private async stop(): Promise<void> {
    this.async.stop();
    await Promise.all([...this.functions.values()].map(async (live) => await live.kill()));
  }
}
