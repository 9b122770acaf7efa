import type { Cloud } from '../core/cloud.ts';
import { LocalCloudError } from '../core/local-cloud-error.ts';
import { isRecord } from '../core/plain-value.ts';
import { type Created, type Provider, Refusal, type Resource } from '../core/provider.ts';
import type { Stack, TemplateResource } from './assembly/assembly.ts';
import { inDependencyOrder } from './assembly/dependency-order.ts';
import { resolveValue } from './assembly/intrinsics.ts';
import { findings } from './assembly/property-table.ts';
import { references } from './assembly/references.ts';
import type { StackScope } from './assembly/stack-scope.ts';
import type { Providers } from './assembly/support.ts';
import { DynamicReferences } from './dynamic-references.ts';
import { unreadProperties } from './unread-properties.ts';

/** A resource that was made, for the console and for tools that look for one. */
export interface DeployedResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly created: Created;
}

function resolveResource(
  cloud: Cloud,
  stack: Stack,
  resource: TemplateResource,
  scope: StackScope,
): Resource {
  const { logicalId, type, metadata } = resource;
  const place = { stack: stack.name, logicalId, type };
  const properties = resolveValue(resource.properties, scope.at(logicalId, type));
  try {
    const filled = cloud.part(DynamicReferences).fill(properties);
    const generatedName = `${stack.name}-${logicalId}`;
    const reads = new Set<string>();
    return { ...place, properties: isRecord(filled) ? filled : {}, metadata, reads, cloud, generatedName };
  } catch (error) {
    throw new Refusal(place, error instanceof Error ? error.message : String(error));
  }
}

/** Intrinsic functions may have brought what the look at the template could not see. */
function refuseUnknown(resource: Resource, provider: Provider): void {
  const { unknown } = findings(resource.properties, provider);
  if (unknown.length > 0)
    throw new Refusal(resource, `the local cloud does not know the property ${unknown.join(', ')}`);
}

/** A resource with everything in it followed or known to have no effect. */
async function create(resource: Resource, provider: Provider): Promise<Created> {
  refuseUnknown(resource, provider);
  const created = await provider.create(resource);
  const unread = unreadProperties(resource, provider);
  if (unread.length > 0)
    throw new Refusal(resource, `the local cloud would ignore the property ${unread.join(', ')}`);
  return created;
}

function failure(stack: string, { logicalId, type }: TemplateResource, error: unknown): Error {
  if (error instanceof Refusal) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new LocalCloudError('RESOURCE_FAILED', `${stack} ${logicalId} (${type}) could not be made: ${why}`, {
    cause: error,
  });
}

/** The logical ids that each resource waits for; throws when they wait for one another. */
function dependencies(stack: Stack, wanted: ReadonlyMap<string, TemplateResource>): Map<string, string[]> {
  const found = new Map(
    [...wanted.values()].map((resource) => [
      resource.logicalId,
      [...new Set([...resource.dependsOn, ...references(resource.properties)])].filter((name) =>
        wanted.has(name),
      ),
    ]),
  );
  inDependencyOrder([...wanted.keys()], (name) => found.get(name) ?? [], `resources of ${stack.name}`);
  return found;
}

/**
 * Makes a stack's resources, each as soon as what it depends on is there. At the first failure no further one is
 * begun; those under way end before the error is thrown.
 */
export async function deployStack(
  cloud: Cloud,
  stack: Stack,
  scope: StackScope,
  providers: Providers,
): Promise<DeployedResource[]> {
  const wanted = new Map(
    Object.entries(stack.template.resources).filter(
      ([logicalId, { type, condition }]) =>
        condition === undefined || scope.condition({ stack: stack.name, logicalId, type }, condition),
    ),
  );
  const waitsFor = dependencies(stack, wanted);
  const running = new Map<string, Promise<void>>();
  const made: DeployedResource[] = [];
  let failed: Error | undefined;

  const make = async (resource: TemplateResource): Promise<void> => {
    await Promise.all((waitsFor.get(resource.logicalId) ?? []).map((name) => begin(name)));
    if (failed !== undefined) return;
    try {
      const provider = providers.of(resource.type);
      if (provider === undefined) return;
      const created = await create(resolveResource(cloud, stack, resource, scope), provider);
      scope.add(resource.logicalId, created);
      made.push({ stack: stack.name, logicalId: resource.logicalId, type: resource.type, created });
    } catch (error) {
      failed ??= failure(stack.name, resource, error);
    }
  };
  const begin = (name: string): Promise<void> => {
    const resource = wanted.get(name);
    const promise = running.get(name) ?? (resource === undefined ? Promise.resolve() : make(resource));
    running.set(name, promise);
    return promise;
  };

  await Promise.all([...wanted.keys()].map((name) => begin(name)));
  if (failed !== undefined) throw failed;
  return made;
}
