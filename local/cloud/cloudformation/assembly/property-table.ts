import { isRecord, onlyKey, own } from '../../core/plain-value.ts';
import type { Provider } from '../../core/provider.ts';

interface Place {
  readonly path: string;
  readonly value: unknown;
}

/** What a provider's table says about the properties of one resource. */
export interface Findings {
  /** Paths that the table does not have, such as `Targets[0].Colour`. */
  readonly unknown: readonly string[];
  readonly noEffect: readonly { readonly path: string; readonly reason: string }[];
  /** Where the provider itself reads what is there. */
  readonly emulated: readonly Place[];
}

type Table = Pick<Provider, 'properties' | 'settings'>;

class Walk {
  readonly unknown: string[] = [];
  readonly noEffect: { path: string; reason: string }[] = [];
  readonly emulated: Place[] = [];
  private readonly table: Table;
  /** Every beginning of a path in the table, so that `Target` is known where it has `Target.Arn`. */
  private readonly objects: ReadonlySet<string>;

  constructor(table: Table) {
    this.table = table;
    const beginnings = (path: string): string[] =>
      [...path.matchAll(/\.|\[\]/g)].map(({ index }) => path.slice(0, index));
    this.objects = new Set(Object.keys(table.properties).flatMap(beginnings));
  }

  /** `pattern` is the path as tables have it, with `[]` for any element of a list. */
  look(value: unknown, pattern: string, path: string): void {
    const support = own(this.table.properties, pattern);
    if (typeof support === 'object') this.noEffect.push({ path, reason: support.noEffect });
    else if (this.objects.has(pattern)) this.lookInside(value, pattern, path);
    else if (support === 'emulated') this.read(value, path);
    else this.unknown.push(path);
  }

  read(value: unknown, path: string): void {
    this.emulated.push({ path, value });
    const settings = own(this.table.settings ?? {}, path);
    if (settings === undefined || typeof value !== 'string') return;
    for (const [name, support] of settings(value)) {
      if (support === undefined) this.unknown.push(`${path} ${name}`);
      else if (support !== 'emulated')
        this.noEffect.push({ path: `${path} ${name}`, reason: support.noEffect });
    }
  }

  private lookInside(value: unknown, pattern: string, path: string): void {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) this.look(item, `${pattern}[]`, `${path}[${index}]`);
      return;
    }
    // Text where an object belongs: its provider says so.
    if (!isRecord(value)) return this.read(value, path);
    const intrinsic = onlyKey(value);
    if (intrinsic === 'Fn::If') {
      const branches = value[intrinsic];
      if (Array.isArray(branches)) for (const branch of branches.slice(1)) this.look(branch, pattern, path);
      return;
    }
    // What another function gives is known when the resource is made; it is looked at again then.
    if (intrinsic === 'Ref' || intrinsic?.startsWith('Fn::')) return;
    for (const [name, item] of Object.entries(value))
      this.look(item, `${pattern}.${name}`, `${path}.${name}`);
  }
}

/** Looks every property up, at any depth: with intrinsic functions still in them, or resolved. */
export function findings(properties: Readonly<Record<string, unknown>>, table: Table): Findings {
  const walk = new Walk(table);
  const takesAny = table.properties['*'] !== undefined;
  for (const [name, value] of Object.entries(properties)) {
    if (takesAny && !Object.hasOwn(table.properties, name)) walk.read(value, name);
    else walk.look(value, name, name);
  }
  return walk;
}
