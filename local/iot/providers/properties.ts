import { asText, isRecord, type PlainRecord } from '../../cloud/plain-value.ts';
import { Refusal, type Resource } from '../../cloud/provider.ts';

/** Reads the properties of a resource and of what is nested in them; refuses, by name, what nobody read. */
export class Properties {
  private readonly resource: Resource;
  private readonly path: string;
  private readonly record: PlainRecord;
  private readonly seen = new Set<string>();

  constructor(resource: Resource, path = '', record: PlainRecord = resource.properties) {
    this.resource = resource;
    this.path = path;
    this.record = record;
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.refuse(`${this.named(name)} is missing`);
  }

  optionalText(name: string): string | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    return asText(value) ?? this.refuse(`${this.named(name)} is not text`);
  }

  /** False when it is missing. */
  flag(name: string): boolean {
    const value = this.optionalText(name) ?? 'false';
    if (value !== 'true' && value !== 'false')
      this.refuse(`${this.named(name)} is true or false, not ${value}`);
    return value === 'true';
  }

  texts(name: string): string[] {
    return this.list(name).map(
      (value) => asText(value) ?? this.refuse(`${this.named(name)} has what is not text`),
    );
  }

  /** A map of texts. */
  map(name: string): Record<string, string> {
    const value = this.take(name);
    if (!isRecord(value)) return this.refuse(`${this.named(name)} is no map`);
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        asText(item) ?? this.refuse(`${this.named(name)}.${key} is not text`),
      ]),
    );
  }

  part(name: string): Properties {
    return this.optionalPart(name) ?? this.refuse(`${this.named(name)} is missing`);
  }

  optionalPart(name: string): Properties | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (!isRecord(value)) return this.refuse(`${this.named(name)} is no object`);
    return new Properties(this.resource, this.named(name), value);
  }

  parts(name: string): Properties[] {
    return this.list(name).map((value, index) => {
      const path = `${this.named(name)}.${index}`;
      return isRecord(value)
        ? new Properties(this.resource, path, value)
        : this.refuse(`${path} is no object`);
    });
  }

  names(): string[] {
    return Object.keys(this.record);
  }

  /** Refuses what was not read. */
  close(): void {
    const unknown = this.names().filter((name) => !this.seen.has(name));
    if (unknown.length > 0)
      this.refuse(`the local cloud does not play ${unknown.map((name) => this.named(name)).join(', ')}`);
  }

  refuse(why: string): never {
    throw new Refusal(this.resource, why);
  }

  private list(name: string): readonly unknown[] {
    const value = this.take(name) ?? [];
    return Array.isArray(value) ? value : this.refuse(`${this.named(name)} is no list`);
  }

  private take(name: string): unknown {
    this.seen.add(name);
    return this.record[name];
  }

  private named(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }
}
