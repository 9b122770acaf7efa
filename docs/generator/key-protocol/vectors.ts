import { commandVectors } from './command-vectors.ts';
import { featureVectors } from './feature-vectors.ts';
import { overtakenVectors } from './overtaken-vectors.ts';
import { nextPlatform, type Party, platform, reporter, stranger } from './parties.ts';
import { carKey, otherPhone, phone } from './phone-story.ts';
import { phoneVectors } from './phone-vectors.ts';
import { textVectors } from './text-vectors.ts';
import { trustVectors } from './trust-vectors.ts';
import type { VectorFile, VectorKey } from './vector-format.ts';

/** The test vectors of the key protocol. The same each time. */
export function keyProtocolVectors(): VectorFile {
  const keys = {
    platform: keyOf(platform),
    'next platform': keyOf(nextPlatform),
    reporter: keyOf(reporter),
    stranger: keyOf(stranger),
    car: keyOf(carKey),
    phone: keyOf(phone),
    'other phone': keyOf(otherPhone),
  };
  const vectors = [...commandVectors(), ...overtakenVectors(), ...textVectors(), ...trustVectors()];
  return { keys, vectors, phoneVectors: phoneVectors(), featureVectors: featureVectors() };
}

const keyOf = ({ kid, x, y, d }: Party): VectorKey => ({ kid, x, y, d });
