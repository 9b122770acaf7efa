import type { PublishedOffer } from '../../../../shared/contracts/offers/offer.ts';
import { everyPage } from '../every-page.ts';
import { harmless } from '../paint.ts';
import { type CommonOptions, orNone, print, target } from '../target.ts';

/** Offers as an operator sees them. */
export async function offers(options: CommonOptions): Promise<void> {
  const list = await everyPage<PublishedOffer>(target(options).platform, '/v1/offers', 'offers');
  print(options, { offers: list }, orNone(list.map(offerText)));
}

export function offerText({ changedAt, offerId, version, state, offer }: PublishedOffer): string {
  const [text] = offer.texts;
  return [changedAt, offerId, `version ${version}`, state.padEnd(7), harmless(text?.title ?? '')].join('  ');
}
