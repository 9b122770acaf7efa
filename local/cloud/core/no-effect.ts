import type { Created, PropertySupport, Provider, Resource } from './provider.ts';

/** Properties that all have no effect, for the same reason. */
export function noEffect(reason: string, ...properties: readonly string[]): Record<string, PropertySupport> {
  return Object.fromEntries(properties.map((property) => [property, { noEffect: reason }]));
}

export function emulated(...properties: readonly string[]): Record<string, PropertySupport> {
  return Object.fromEntries(properties.map((property) => [property, 'emulated']));
}

/** A kind of resource that only has to be there, so that others can refer to it. */
export function inert(
  type: string,
  reason: string,
  properties: readonly string[],
  create: (resource: Resource) => Created,
): Provider {
  return { type, properties: noEffect(reason, ...properties), create };
}

export const TAGS_REASON = 'nobody looks at tags here';
