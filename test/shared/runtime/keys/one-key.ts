import type { Signer, Signing } from '../../../../shared/runtime/operations/signing.ts';

/** A platform that has one key, and one list with it. */
export const oneKey = (signer: Signer): Signing => ({
  keyFor: () => signer,
  listAfter: async () => undefined,
});
