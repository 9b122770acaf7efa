import type { GivenOffer, PassedOverReason, Trigger } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useApp } from '../shell/app-context.ts';
import type { Word, Words } from '../words/words.ts';

/** What the platform keeps of the reason: trigger, place, consent, tier, and the others of that moment. */
export function WhyThisOffer({ offer: { why } }: { readonly offer: GivenOffer }): JSX.Element {
  const { words } = useApp();
  const { trigger, place, consent, tier, passedOver } = why;
  return (
    <details class="why">
      <summary>{words.text('whyTitle')}</summary>
      <ul>
        <li>{triggerText(trigger, words)}</li>
        {place === undefined ? undefined : (
          <li>
            {words.text('whyPlace', { place: place.name, distance: words.distance(place.distanceMetres) })}
          </li>
        )}
        {tier === undefined ? undefined : <li>{words.text('whyTier', { tier })}</li>}
        <li>{words.text('whyConsent', { date: words.date(consent.givenAt) })}</li>
        {passedOver.map(({ offerId, reason }) => (
          <li key={offerId}>
            {words.text('whyNot', { offer: offerId, reason: words.text(REASONS[reason]) })}
          </li>
        ))}
      </ul>
      <p class="dim">
        {words.text('whyStop')} <a href="#/account">{words.text('navAccount')}</a>
      </p>
    </details>
  );
}

function triggerText(trigger: Trigger, words: Words): string {
  switch (trigger.kind) {
    case 'approaching':
      return words.text('whyApproaching', { distance: words.distance(trigger.withinMetres) });
    case 'low-charge':
      return words.text('whyLowCharge', { percent: words.percent(trigger.belowPercent) });
    case 'rental-started':
      return words.text('whyStarted');
    case 'rental-ended':
      return words.text('whyEnded');
  }
}

const REASONS: Readonly<Record<PassedOverReason, Word>> = {
  LOWER_PRIORITY: 'whyNotPriority',
  NOT_ACTIVE: 'whyNotActive',
  NOT_NOW: 'whyNotNow',
  NOT_THE_TIER: 'whyNotTier',
  NOT_THE_MODEL: 'whyNotModel',
  HAS_IT: 'whyNotHas',
  LIMIT_OF_RIDER: 'whyNotLimit',
  DECLINED_BEFORE: 'whyNotDeclined',
  MADE_IN_THIS_TRIP: 'whyNotTrip',
};
