import type { JSX } from 'preact';
import { useApp, useSeconds, useSnapshot } from '../shell/app-context.ts';
import { OfferCard } from './offer-card.tsx';
import { isOpen } from './offer-times.ts';
import { textOf } from './offer-words.ts';

/** The newest offer that waits for an answer: a line without anything to press while driving, a card after the stop. */
export function OfferNews({ isDriving = false }: { readonly isDriving?: boolean }): JSX.Element {
  const { words } = useApp();
  const { given = [] } = useSnapshot();
  const now = useSeconds();
  const offer = given.find((one) => isOpen(one, now));
  return (
    <div role="status" class={offer === undefined ? 'nothing' : undefined}>
      {offer === undefined ? undefined : isDriving ? (
        <p class="offer-line">{words.text('offerWaits', { title: textOf(offer, words).title })}</p>
      ) : (
        <OfferCard key={offer.issueId} offer={offer} />
      )}
    </div>
  );
}
