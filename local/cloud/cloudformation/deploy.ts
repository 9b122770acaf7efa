import type { Cloud } from '../core/cloud.ts';
import { emptyRecord } from '../core/plain-value.ts';
import type { Provider } from '../core/provider.ts';
import type { Assembly, Stack } from './assembly/assembly.ts';
import { resolveValue } from './assembly/intrinsics.ts';
import { parameterValues } from './assembly/parameters.ts';
import { requirePlayable } from './assembly/require-playable.ts';
import { type SharedValues, StackScope } from './assembly/stack-scope.ts';
import { type NoEffect, Providers, withoutEffect } from './assembly/support.ts';
import { Assets } from './assets.ts';
import { type DeployedResource, deployStack } from './deploy-stack.ts';

export interface DeployOptions {
  /** Values of template parameters, by stack and name. */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface Deployed {
  /** Outputs by stack, as `cdk deploy --outputs-file` writes them. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly resources: readonly DeployedResource[];
  /** What the templates say and nothing here follows. */
  readonly noEffect: readonly NoEffect[];
}

/** Evaluates a stack's outputs, and puts them where the stacks after it look. */
function publishOutputs(stack: Stack, scope: StackScope, shared: SharedValues): void {
  const outputs = emptyRecord<unknown>();
  for (const [name, { value, exportName, condition }] of Object.entries(stack.template.outputs)) {
    const at = scope.at(name, 'Output');
    if (condition !== undefined && !scope.condition(at.place, condition)) continue;
    outputs[name] = resolveValue(value, at);
    if (exportName !== undefined) shared.exports.set(String(resolveValue(exportName, at)), outputs[name]);
  }
  shared.outputs.set(stack.name, outputs);
}

/**
 * Makes everything in an assembly's templates. Nothing is made when something in them has no provider.
 * Throws AssemblyRefusal (all that is not supported), Refusal (one resource), LocalCloudError.
 */
export async function deploy(
  cloud: Cloud,
  assembly: Assembly,
  providerList: readonly Provider[],
  options: DeployOptions = {},
): Promise<Deployed> {
  const providers = new Providers(providerList);
  requirePlayable(assembly, providers, cloud);
  cloud.part(Assets).add(assembly.assets);

  const shared: SharedValues = { exports: new Map(), outputs: new Map() };
  const resources: DeployedResource[] = [];
  for (const stack of assembly.stacks) {
    const parameters = parameterValues(stack, options.parameters?.[stack.name]);
    const scope = new StackScope(stack, cloud, shared, parameters);
    resources.push(...(await deployStack(cloud, stack, scope, providers)));
    publishOutputs(stack, scope, shared);
  }
  return {
    outputs: Object.fromEntries(shared.outputs),
    resources,
    noEffect: withoutEffect(assembly.stacks, providers),
  };
}
