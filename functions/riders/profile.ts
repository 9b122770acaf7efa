import type { Static } from 'typebox';
import type { Profile } from '../../shared/contracts/riders/riders.ts';
import type { RiderKey } from '../../shared/runtime/keys/rider-keys.ts';

type Fields = Static<typeof Profile>;

/** Seals a profile. Fields that have not changed are sent as they were sealed before: so the room knows which have. */
export function sealChanged(key: RiderKey, profile: Fields, before: Fields | undefined): Fields {
  const sealed = key.seal(profile);
  if (before === undefined) return sealed;
  const known = key.open(before);
  const field = (name: keyof Fields): string => (known[name] === profile[name] ? before[name] : sealed[name]);
  return { name: field('name'), birthDate: field('birthDate'), email: field('email'), phone: field('phone') };
}
