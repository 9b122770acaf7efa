import { isRecord } from '../core/plain-value.ts';

type Resolver = (reference: string) => string;

const REFERENCE = /\{\{resolve:([a-z-]+):([^{}]+)\}\}/g;

/**
 * CloudFormation's `{{resolve:secretsmanager:…}}` and `{{resolve:ssm:…}}`: text in a property that stands for a value
 * kept elsewhere. The parts that keep such values register here.
 */
export class DynamicReferences {
  private readonly resolvers = new Map<string, Resolver>();

  /** `resolve` gets what follows the service, such as `<secret>:SecretString:password::`, and throws an Error. */
  register(service: string, resolve: Resolver): void {
    this.resolvers.set(service, resolve);
  }

  /** The value with every reference in its text replaced. Throws an Error for a service that nobody registered. */
  fill(value: unknown): unknown {
    if (typeof value === 'string') return value.includes('{{resolve:') ? this.fillText(value) : value;
    if (Array.isArray(value)) return value.map((item) => this.fill(item));
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.fill(item)]));
  }

  private fillText(text: string): string {
    return text.replaceAll(REFERENCE, (whole, service: string, reference: string) => {
      const resolve = this.resolvers.get(service);
      if (resolve === undefined) throw new Error(`the local cloud cannot resolve ${whole}`);
      return resolve(reference);
    });
  }
}
