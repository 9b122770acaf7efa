import { asText, isRecord, isTextList, type PlainRecord } from './plain-value.ts';
import { Refusal, type Resource } from './provider.ts';

/**
 * Reads the properties of a resource and of the objects in them. Whatever does not have the form asked for is a
 * Refusal that names the place and the property's path. Writes down what was read, so that a property that a provider
 * claims to emulate and never looks at is found.
 */
export class PropertyReader {
  private readonly resource: Resource;
  private readonly values: PlainRecord;
  private readonly path: string;

  constructor(resource: Resource, values: PlainRecord = resource.properties, path = '') {
    this.resource = resource;
    this.values = values;
    this.path = path;
  }

  /** Whether it is there; that alone does not count as read. */
  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  /** As the template has it: who asks reads, or refuses, everything in it. */
  raw(name: string): unknown {
    this.note(name);
    return this.values[name];
  }

  /** All properties as the template has them. */
  whole(): PlainRecord {
    for (const name of Object.keys(this.values)) this.note(name);
    return this.values;
  }

  /** The names of the properties in this object, none of them read yet. */
  names(): readonly string[] {
    return Object.keys(this.values);
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.refuse(`${this.at(name)} is missing`);
  }

  optionalText(name: string): string | undefined {
    this.note(name);
    if (!this.has(name)) return undefined;
    return asText(this.values[name]) ?? this.refuse(`${this.at(name)} is not text`);
  }

  /** One of these texts; refuses any other. */
  oneOf<Text extends string>(name: string, ...allowed: readonly Text[]): Text {
    return this.optionalOneOf(name, ...allowed) ?? this.refuse(`${this.at(name)} is missing`);
  }

  optionalOneOf<Text extends string>(name: string, ...allowed: readonly Text[]): Text | undefined {
    const text = this.optionalText(name);
    if (text === undefined) return undefined;
    return (
      allowed.find((one) => one === text) ??
      this.refuse(`${this.at(name)} is ${allowed.join(' or ')} here, not ${text}`)
    );
  }

  number(name: string): number {
    return this.optionalNumber(name) ?? this.refuse(`${this.at(name)} is missing`);
  }

  optionalNumber(name: string): number | undefined {
    const text = this.optionalText(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    return Number.isFinite(value) ? value : this.refuse(`${this.at(name)} is not a number: ${text}`);
  }

  /** A whole number from `least` to `most`; refuses any other. */
  optionalWhole(name: string, least: number, most: number): number | undefined {
    const value = this.optionalNumber(name);
    if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return value;
    return this.refuse(`${this.at(name)} is ${value}; it must be a whole number from ${least} to ${most}`);
  }

  /** False when it is missing. */
  flag(name: string): boolean {
    const text = this.optionalText(name) ?? 'false';
    return (
      text === 'true' || (text === 'false' ? false : this.refuse(`${this.at(name)} is not true or false`))
    );
  }

  /** Empty when it is missing. */
  texts(name: string): readonly string[] {
    this.note(name);
    const value = this.values[name] ?? [];
    return isTextList(value) ? value : this.refuse(`${this.at(name)} is not a list of texts`);
  }

  /** An object with nothing in it when it is missing. */
  child(name: string): PropertyReader {
    const value = this.values[name] ?? {};
    return isRecord(value)
      ? new PropertyReader(this.resource, value, this.at(name))
      : this.refuse(`${this.at(name)} is not an object`);
  }

  /** Empty when it is missing. */
  children(name: string): PropertyReader[] {
    const value = this.values[name] ?? [];
    if (!Array.isArray(value)) return this.refuse(`${this.at(name)} is not a list`);
    return value.map((item, index) => {
      const at = `${this.at(name)}[${index}]`;
      return isRecord(item)
        ? new PropertyReader(this.resource, item, at)
        : this.refuse(`${at} is not an object`);
    });
  }

  refuse(why: string): never {
    throw new Refusal(this.resource, why);
  }

  private note(name: string): void {
    this.resource.reads.add(this.at(name));
  }

  private at(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }
}
