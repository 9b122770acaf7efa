import type { GivenOffer } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { ActionButton } from '../shell/loaded.tsx';
import { goTo } from '../shell/place.ts';
import { benefitOf, textOf } from './offer-words.ts';
import { WhyThisOffer } from './why-this-offer.tsx';

/** An offer that waits for an answer. */
export function OfferCard({ offer }: { readonly offer: GivenOffer }): JSX.Element {
  const { rider, words } = useApp();
  const { issueId, state, benefit, partnerName, answerUntil } = offer;
  const { title, text, language } = textOf(offer, words);
  useEffect(() => {
    if (state !== 'ISSUED') return;
    // That it was shown is of use to those who make offers. Nothing depends on it.
    void rider.client.seeGivenOffer({ issueId }).then(
      (seen) => rider.showOffer(seen),
      () => undefined,
    );
  }, [rider, issueId, state]);
  const accept = async (): Promise<void> => {
    rider.showOffer(await rider.client.acceptGivenOffer({ issueId }));
    goTo(`points/${issueId}`);
  };
  const decline = async (): Promise<void> =>
    rider.showOffer(await rider.client.declineGivenOffer({ issueId }));
  return (
    <article class="card offer" aria-label={title}>
      <p class="row dim">
        <span>{partnerName}</span>
        <span>{words.text('offerAnswerUntil', { time: words.time(answerUntil) })}</span>
      </p>
      <div lang={language}>
        <h2>{title}</h2>
        <p>{text}</p>
      </div>
      <p class="good">{benefitOf(benefit, words)}</p>
      <div class="two">
        <ActionButton class="primary" action={accept}>
          {words.text('offerAccept')}
        </ActionButton>
        <ActionButton action={decline}>{words.text('offerDecline')}</ActionButton>
      </div>
      <WhyThisOffer offer={offer} />
    </article>
  );
}
