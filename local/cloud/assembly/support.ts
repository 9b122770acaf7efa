import { type PropertySupport, type Provider, Refusal } from '../provider.ts';
import type { Stack, TemplateResource } from './assembly.ts';
import { unknownIntrinsics } from './intrinsics.ts';

/** A property, or a part of a template, that is accepted and does nothing here. */
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

function supportOf(provider: Provider, property: string): PropertySupport | undefined {
  return provider.properties[property] ?? provider.properties['*'];
}

function checkResource(stack: Stack, resource: TemplateResource, providers: Providers): string[] {
  const provider = providers.of(resource.type);
  if (provider === undefined) return ['the local cloud does not play this type of resource'];
  const properties = Object.keys(resource.properties)
    .filter((property) => supportOf(provider, property) === undefined)
    .map((property) => `the local cloud does not know the property ${property}`);
  const intrinsics = unknownIntrinsics(resource.properties).map(
    (name) => `the local cloud does not know ${name}`,
  );
  const missing = resource.dependsOn
    .filter((name) => !(name in stack.template.resources))
    .map((name) => `it depends on ${name}, which the stack does not have`);
  return [...properties, ...intrinsics, ...missing];
}

/** Everything in the stacks that no provider takes, each named with its stack and logical id. */
export function unsupported(stacks: readonly Stack[], providers: Providers): Refusal[] {
  return stacks.flatMap((stack) =>
    Object.values(stack.template.resources).flatMap((resource) =>
      checkResource(stack, resource, providers).map(
        (why) => new Refusal({ stack: stack.name, logicalId: resource.logicalId, type: resource.type }, why),
      ),
    ),
  );
}

/** What the stacks say and nothing here follows, with the reasons. */
export function withoutEffect(stacks: readonly Stack[], providers: Providers): NoEffect[] {
  return stacks.flatMap(({ name: stack, template }) =>
    Object.values(template.resources).flatMap(({ logicalId, type, properties }) =>
      Object.keys(properties).flatMap((property) => {
        const provider = providers.of(type);
        const support = provider === undefined ? undefined : supportOf(provider, property);
        return typeof support === 'object'
          ? [{ stack, logicalId, type, property, reason: support.noEffect }]
          : [];
      }),
    ),
  );
}
