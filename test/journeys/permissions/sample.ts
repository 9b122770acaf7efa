import { random } from '../../../shared/kernel/random.ts';
import { type Grant, nameOf } from './grants.ts';

const SIZE = 20;
const SEED = 1;

/**
 * The permissions that are taken out: the same ones in each run, until PERMISSIONS_SEED names another seed.
 * PERMISSIONS_SAMPLE is how many, `all` for each of them, PERMISSIONS_OF a part of the names of their roles.
 */
export function sampleOf(grants: readonly Grant[]): {
  readonly sample: readonly Grant[];
  readonly described: string;
} {
  const { PERMISSIONS_SEED: seed = String(SEED), PERMISSIONS_SAMPLE: size = String(SIZE) } = process.env;
  const { PERMISSIONS_OF: part = '' } = process.env;
  const left = grants
    .filter(({ role }) => role.includes(part))
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const dice = random('permissions', seed);
  const wanted = size === 'all' ? left.length : Math.min(Number(size), left.length);
  const sample = Array.from({ length: wanted }, () => left.splice(dice.integer(left.length), 1)).flat();
  const described = `${sample.length} of ${grants.length} permissions are taken out (PERMISSIONS_SEED=${seed})`;
  return { sample, described };
}
