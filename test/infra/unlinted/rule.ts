import { isRecord } from '../../../local/cloud/core/plain-value.ts';
import type { TemplateResource } from '../synthesized.ts';

/** All resources of a stage, readable. */
export type Templates = readonly TemplateResource[];

/** Something that AWS demands of templates, or we do, and that no linter looks at. */
export interface Rule {
  readonly says: string;
  /** A sentence for each place where it does not hold. */
  readonly problems: (templates: Templates) => string[];
  /** Mistakes that it must find in either stage. */
  readonly mistakes: Readonly<Record<string, (templates: Templates) => Templates>>;
}

export function ofType(templates: Templates, type: string): TemplateResource[] {
  return templates.filter((resource) => resource.type === type);
}

export function first(templates: Templates, type: string): TemplateResource {
  const [found] = ofType(templates, type);
  if (found === undefined) throw new Error(`there is no ${type}`);
  return found;
}

/** The value at a path, such as `BrokerNodeGroupInfo.StorageInfo` or `Actions.0.Kafka`; undefined where nothing is. */
export function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (found, step) => (isRecord(found) || Array.isArray(found) ? Reflect.get(found, step) : undefined),
      value,
    );
}

export function listAt(value: unknown, path: string): readonly unknown[] {
  const found = at(value, path);
  return Array.isArray(found) ? found : [];
}

/** A mistake: the first resource of the type for which `applies` has another value at a path; `undefined` takes it away. */
export function set(
  type: string,
  path: string,
  value: unknown,
  applies: (resource: TemplateResource) => boolean = () => true,
): (templates: Templates) => Templates {
  return (templates) => {
    const index = templates.findIndex((resource) => resource.type === type && applies(resource));
    const resource = templates[index];
    if (resource === undefined) throw new Error(`there is no such ${type}`);
    const properties = structuredClone(resource.properties) as Record<string, unknown>;
    const steps = path.split('.');
    const last = steps.pop() ?? '';
    let inner: Record<string, unknown> = properties;
    for (const step of steps) {
      inner[step] ??= {};
      inner = inner[step] as Record<string, unknown>;
    }
    inner[last] = value;
    return templates.toSpliced(index, 1, { ...resource, properties });
  };
}

/** Several mistakes at once, where only together they are one. */
export function all(
  ...changes: readonly ((templates: Templates) => Templates)[]
): (templates: Templates) => Templates {
  return (templates) => changes.reduce((changed, change) => change(changed), templates);
}

/** What a parser says to it, if it throws. */
export function complaint(parse: () => unknown): string[] {
  try {
    parse();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
