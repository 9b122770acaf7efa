import type { GivenOffer } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useApp, useSeconds, useSnapshot } from '../shell/app-context.ts';
import { ActionButton, Failure, Loading, useLoaded } from '../shell/loaded.tsx';
import { ConsentQuestion } from './consent-question.tsx';
import { CouponCode } from './coupon-code.tsx';
import { OfferCard } from './offer-card.tsx';
import { isOpen, isUsable } from './offer-times.ts';
import { benefitOf, isVoucher, stateOf, textOf } from './offer-words.ts';
import { VoucherUse } from './voucher-use.tsx';
import { WhyThisOffer } from './why-this-offer.tsx';

/** One offer: what it gives, how it is used, and why it was made. */
export function OfferView({ issueId }: { readonly issueId: string }): JSX.Element {
  const { rider, words } = useApp();
  const { given } = useSnapshot();
  const known = given?.find((offer) => offer.issueId === issueId);
  const [read, again] = useLoaded(async (signal) => {
    rider.showOffer(await rider.client.getGivenOffer({ issueId }, { signal }));
  }, issueId);
  const now = useSeconds();
  return (
    <main class="page">
      <a class="button small" href="#/points">
        ← {words.text('back')}
      </a>
      {known === undefined && read.state === 'loading' ? <Loading /> : undefined}
      {known === undefined && read.state === 'failed' ? (
        <Failure error={read.error} retry={again} />
      ) : undefined}
      {known === undefined ? undefined : isOpen(known, now) ? (
        <OfferCard offer={known} />
      ) : (
        <Answered offer={known} isUsable={isUsable(known, now)} />
      )}
    </main>
  );
}

function Answered({
  offer,
  isUsable: canBeUsed,
}: {
  readonly offer: GivenOffer;
  readonly isUsable: boolean;
}): JSX.Element {
  const { rider, words } = useApp();
  const { issueId, benefit, partnerName, useUntil, state } = offer;
  const { title, text, language } = textOf(offer, words);
  const isCoupon = benefit.kind === 'coupon';
  return (
    <>
      <div lang={language}>
        <h1>{title}</h1>
        <p>{text}</p>
      </div>
      <p class="row">
        <span class="good">{benefitOf(benefit, words)}</span>
        <strong>{stateOf(offer, words)}</strong>
      </p>
      <p class="dim">
        {partnerName}
        {canBeUsed && useUntil !== undefined
          ? ` · ${words.text('offerUseUntil', { time: words.time(useUntil) })}`
          : ''}
      </p>
      {canBeUsed && isCoupon ? <CouponCode issueId={issueId} /> : undefined}
      {isVoucher(offer) && (canBeUsed || state === 'RESERVED') ? <VoucherUse offer={offer} /> : undefined}
      {canBeUsed ? (
        <ActionButton
          class="danger"
          action={async () => rider.showOffer(await rider.client.declineGivenOffer({ issueId }))}
        >
          {words.text('offerGiveBack')}
        </ActionButton>
      ) : undefined}
      <WhyThisOffer offer={offer} />
      {canBeUsed && isCoupon ? <ConsentQuestion purpose="PARTNERS" /> : undefined}
    </>
  );
}
