import type { FreeCar } from '@roadstream/sdk';
import type { Words } from '../words/words.ts';

/** How far a car is. */
export function wayTo({ distanceMetres, walkingMinutes }: FreeCar, words: Words): string {
  if (walkingMinutes === 0) return words.text('carHere');
  return words.text('carAway', { distance: words.distance(distanceMetres), minutes: walkingMinutes });
}
