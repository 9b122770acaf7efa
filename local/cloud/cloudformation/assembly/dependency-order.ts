import { LocalCloudError } from '../../core/local-cloud-error.ts';

/**
 * Orders names so that each comes after what it depends on; otherwise as they came.
 * Throws a LocalCloudError (TEMPLATE_INVALID) that names the way round when they form a circle.
 */
export function inDependencyOrder(
  names: readonly string[],
  dependenciesOf: (name: string) => readonly string[],
  what: string,
): string[] {
  const done = new Set<string>();
  const visit = (name: string, way: readonly string[]): void => {
    if (done.has(name)) return;
    if (way.includes(name))
      throw new LocalCloudError(
        'TEMPLATE_INVALID',
        `these ${what} depend on each other: ${[...way.slice(way.indexOf(name)), name].join(' → ')}`,
      );
    for (const dependency of dependenciesOf(name)) visit(dependency, [...way, name]);
    done.add(name);
  };
  for (const name of names) visit(name, []);
  return [...done];
}
