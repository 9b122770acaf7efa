import type { CorsRule } from './cors.ts';
import { type Expiration, expiresAt } from './lifecycle.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';

export class Bucket {
  readonly name: string;
  readonly objects: ObjectStore;
  readonly cors: readonly CorsRule[];
  /** Whether a policy that lets everybody in is refused. */
  readonly refusesPublicPolicies: boolean;
  private readonly expirations: readonly Expiration[];

  constructor(
    options: Pick<Bucket, 'name' | 'objects' | 'cors' | 'refusesPublicPolicies'> & {
      readonly expirations: readonly Expiration[];
    },
  ) {
    this.name = options.name;
    this.objects = options.objects;
    this.cors = options.cors;
    this.refusesPublicPolicies = options.refusesPublicPolicies;
    this.expirations = options.expirations;
  }

  get arn(): string {
    return `arn:aws:s3:::${this.name}`;
  }

  /** What has expired is gone at once, where S3 takes its time. */
  find(key: string, now: number): StoredObject | undefined {
    const object = this.objects.get(key);
    return object === undefined || this.isExpired(object, now) ? undefined : object;
  }

  all(now: number): readonly StoredObject[] {
    return this.objects.all().filter((object) => !this.isExpired(object, now));
  }

  private isExpired(object: StoredObject, now: number): boolean {
    const end = expiresAt(this.expirations, object);
    if (end === undefined || now < end) return false;
    void this.objects.delete(object.key);
    return true;
  }
}
