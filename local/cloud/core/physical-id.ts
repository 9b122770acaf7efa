import { createHash } from 'node:crypto';
import type { Resource } from './provider.ts';

function hash(resource: Resource): string {
  const { account, region } = resource.cloud;
  return createHash('sha256').update(`${account}/${region}/${resource.generatedName}`).digest('hex');
}

/** An id as EC2 makes them, such as `vpc-0a1b…`, but the same at every start. */
export function physicalId(resource: Resource, prefix: string): string {
  return `${prefix}-${hash(resource).slice(0, 17)}`;
}

/** A UUID that is the same at every start. */
export function physicalUuid(resource: Resource): string {
  const digits = hash(resource);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}

/** The letters that some services add to a name, the same at every start. */
export function physicalSuffix(resource: Resource, length: number): string {
  return hash(resource).slice(0, length);
}
