import { kmsSigning } from './keys/kms-signing.ts';
import type { Signing } from './operations/signing.ts';
import { carOutbox } from './outbox/car-outbox.ts';
import type { Receivers } from './outbox/outbox.ts';

/** What the functions need that speak to cars. Only their handlers import it: IoT Core's and KMS's clients are large. */
export interface CarReach {
  outbox(): NonNullable<Receivers['cars']>;
  /** Signs with the keys of this chain. */
  signing(keyChain: string): Signing;
}

export const carReach: CarReach = {
  outbox: carOutbox,
  signing: (keyChain) => kmsSigning(keyChain),
};
