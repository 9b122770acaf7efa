import { type Provider, Refusal } from '../../core/provider.ts';
import type { Stack, TemplateResource } from './assembly.ts';
import { unknownIntrinsics } from './intrinsics.ts';
import { findings } from './property-table.ts';

/** A property (by its path), or a setting in its text, that is accepted and does nothing here. */
export interface NoEffect {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly property: string;
  readonly reason: string;
}

/** Finds providers by type: the exact one, else the longest one that ends in `*` and fits. */
export class Providers {
  private readonly exact = new Map<string, Provider>();
  private readonly families: readonly Provider[];

  constructor(providers: readonly Provider[]) {
    for (const provider of providers) this.exact.set(provider.type, provider);
    this.families = providers
      .filter(({ type }) => type.endsWith('*'))
      .toSorted((a, b) => b.type.length - a.type.length);
  }

  of(type: string): Provider | undefined {
    return this.exact.get(type) ?? this.families.find((family) => type.startsWith(family.type.slice(0, -1)));
  }
}

function checkResource(stack: Stack, resource: TemplateResource, providers: Providers): string[] {
  const provider = providers.of(resource.type);
  if (provider === undefined) return ['the local cloud does not play this type of resource'];
  const properties = findings(resource.properties, provider).unknown.map(
    (property) => `the local cloud does not know the property ${property}`,
  );
  const intrinsics = unknownIntrinsics(resource.properties).map(
    (name) => `the local cloud does not know ${name}`,
  );
  const missing = resource.dependsOn
    .filter((name) => !(name in stack.template.resources))
    .map((name) => `it depends on ${name}, which the stack does not have`);
  return [...properties, ...intrinsics, ...missing];
}

/** Functions in conditions and outputs, which stand beside the resources. */
function checkSections({ name: stack, template }: Stack): Refusal[] {
  return [
    ...Object.entries(template.conditions).map(([id, value]) => ({ id, type: 'Condition', value })),
    ...Object.entries(template.outputs).map(([id, value]) => ({ id, type: 'Output', value })),
  ].flatMap(({ id, type, value }) =>
    unknownIntrinsics(value).map(
      (name) => new Refusal({ stack, logicalId: id, type }, `the local cloud does not know ${name}`),
    ),
  );
}

/** Everything in the stacks that no provider takes, each named with its stack and logical id. */
export function unsupported(stacks: readonly Stack[], providers: Providers): Refusal[] {
  return stacks.flatMap((stack) => [
    ...Object.values(stack.template.resources).flatMap((resource) =>
      checkResource(stack, resource, providers).map(
        (why) => new Refusal({ stack: stack.name, logicalId: resource.logicalId, type: resource.type }, why),
      ),
    ),
    ...checkSections(stack),
  ]);
}

/** What the stacks say and nothing here follows, with the reasons. */
export function withoutEffect(stacks: readonly Stack[], providers: Providers): NoEffect[] {
  return stacks.flatMap(({ name: stack, template }) =>
    Object.values(template.resources).flatMap(({ logicalId, type, properties }) => {
      const provider = providers.of(type);
      if (provider === undefined) return [];
      return findings(properties, provider).noEffect.map(({ path: property, reason }) => ({
        stack,
        logicalId,
        type,
        property,
        reason,
      }));
    }),
  );
}
