import type { GivenOffer } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useApp, useSeconds, useSnapshot } from '../shell/app-context.ts';
import { Failure, Loading, useLoaded } from '../shell/loaded.tsx';
import { OfferCard } from './offer-card.tsx';
import { isOpen } from './offer-times.ts';
import { benefitOf, stateOf, textOf } from './offer-words.ts';

/** The offers that were made to the rider: what waits for an answer first, then the newest. */
export function OfferList(): JSX.Element {
  const { rider, words } = useApp();
  const { given } = useSnapshot();
  const [read, again] = useLoaded(() => rider.readOffers(), 'offers');
  const now = useSeconds();
  const open = given?.filter((offer) => isOpen(offer, now)) ?? [];
  const others = given?.filter((offer) => !open.includes(offer)) ?? [];
  return (
    <>
      <h2>{words.text('offersTitle')}</h2>
      {given === undefined && read.state === 'loading' ? <Loading /> : undefined}
      {read.state === 'failed' ? <Failure error={read.error} retry={again} /> : undefined}
      {given?.length === 0 ? <p class="dim">{words.text('offersNone')}</p> : undefined}
      {open.map((offer) => (
        <OfferCard key={offer.issueId} offer={offer} />
      ))}
      <ul class="cars">
        {others.map((offer) => (
          <OfferItem key={offer.issueId} offer={offer} />
        ))}
      </ul>
    </>
  );
}

function OfferItem({ offer }: { readonly offer: GivenOffer }): JSX.Element {
  const { words } = useApp();
  const { issueId, partnerName, benefit } = offer;
  return (
    <li>
      <a class="button car-item" href={`#/points/${issueId}`}>
        <span class="row">
          <strong>{textOf(offer, words).title}</strong>
          <span>{stateOf(offer, words)}</span>
        </span>
        <span class="row dim">
          <span>{benefitOf(benefit, words)}</span>
          <span>{partnerName}</span>
        </span>
      </a>
    </li>
  );
}
