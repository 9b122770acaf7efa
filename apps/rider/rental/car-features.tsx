import type { Client, Rental } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useApp, useSnapshot } from '../shell/app-context.ts';
import { ifKnown } from '../shell/if-known.ts';
import { ActionButton, Failure, useEvery, useLoaded } from '../shell/loaded.tsx';
import { inLanguageOf } from '../words/in-language.ts';
import type { Word, Words } from '../words/words.ts';

const LOOK_AGAIN_MS = 10_000;

type Features = Awaited<ReturnType<Client['getRentalFeatures']>>;
type Bought = Features['bought'][number];
type Offered = Features['offered'][number];

/** What the car can do for a price, and what the rider has bought of it. Nothing where there is none of either. */
export function CarFeatures({ rental }: { readonly rental: Rental }): JSX.Element | null {
  const { rider, words } = useApp();
  const { moneyTurn, given = [] } = useSnapshot();
  // What is attached changes the price, a moment later.
  const vouchers = given.flatMap((offer) =>
    offer.benefit.kind === 'feature' && offer.state === 'RESERVED' && offer.isDetached !== true
      ? [offer.issueId]
      : [],
  );
  const { rentalId, state } = rental;
  const [features, again] = useLoaded(
    (signal) => ifKnown(rider.client.getRentalFeatures({ rentalId }, { signal })),
    `${rentalId}/${state}/${moneyTurn}/${vouchers.join()}`,
  );
  useEvery(LOOK_AGAIN_MS, again);
  if (features.state === 'failed') return <Failure error={features.error} retry={again} />;
  const { offered = [], bought = [], listVersion } = features.value ?? {};
  if (offered.length === 0 && bought.length === 0) return null;
  const buy =
    ({ feature, withVoucher }: Offered) =>
    async (): Promise<void> => {
      try {
        await rider.client.buyFeature({
          rentalId,
          feature,
          listVersion: listVersion ?? 0,
          ...(withVoucher === undefined ? {} : { voucherId: withVoucher.voucherId }),
        });
      } finally {
        again();
      }
    };
  const newest = (feature: string): Bought | undefined =>
    bought.filter((one) => one.feature === feature).toSorted((a, b) => (a.time < b.time ? 1 : -1))[0];
  const gone = bought.filter(({ feature }) => !offered.some((one) => one.feature === feature));
  return (
    <details class="card fold">
      <summary>
        <span>{words.text('featuresTitle')}</span>
        <span class="dim">{bought.some(isOn) ? words.text('featureOn') : ''}</span>
      </summary>
      <div class="form">
        {offered.map((one) => {
          const { title, text, language } = inLanguageOf(one.texts, words) ?? { title: one.feature };
          const own = newest(one.feature);
          const full = words.money(one.charge.due, one.charge.currency);
          const { due, currency } = (one.withVoucher ?? one).charge;
          return (
            <div key={one.feature} class="changeable">
              <div lang={language}>
                <p>
                  <strong>{title}</strong>
                  <span class="block dim">{text}</span>
                </p>
              </div>
              {own === undefined ? undefined : <State bought={own} />}
              {own !== undefined && isUnderWay(own) ? undefined : (
                <>
                  {one.withVoucher === undefined ? undefined : (
                    <p class="dim">{words.text('featureWithVoucher', { price: full })}</p>
                  )}
                  <ActionButton action={buy(one)} busy={words.text('featureOrdering')}>
                    {words.text('featureBuy', { price: words.money(due, currency) })}
                  </ActionButton>
                </>
              )}
            </div>
          );
        })}
        {gone.map((one) => (
          <div key={one.entitlementId} class="changeable">
            <p>
              <strong>{one.feature}</strong>
            </p>
            <State bought={one} />
          </div>
        ))}
        <p class="dim">{words.text('featuresHint')}</p>
      </div>
    </details>
  );
}

const isOn = ({ state }: Bought): boolean => state === 'ACTIVE';

const isUnderWay = ({ state }: Bought): boolean =>
  state === 'ORDERED' || state === 'REQUESTED' || state === 'ACTIVE';

function State({ bought }: { readonly bought: Bought }): JSX.Element {
  const { words } = useApp();
  const { state } = bought;
  const look = state === 'ACTIVE' ? 'good-notice' : state === 'REFUSED' ? 'warn-notice' : '';
  return (
    <p class={`notice ${look}`} role="status">
      {stateOf(bought, words)}
      {state === 'ORDERED' ? <a href="#/money">{words.text('moneyTitle')}</a> : undefined}
    </p>
  );
}

const REFUSALS: Readonly<Record<string, Word>> = {
  PAYMENT_DECLINED: 'codePAYMENT_DECLINED',
  VEHICLE_MOVING: 'featureParkFirst',
  NOT_PARKED: 'featureParkFirst',
  NOT_CONFIRMED: 'featureNoAnswer',
  RENTAL_OVER: 'featureRentalOver',
};

function stateOf({ state, until, reason = '' }: Bought, words: Words): string {
  switch (state) {
    case 'ORDERED':
      return words.text('featureOrdered');
    case 'REQUESTED':
      return words.text('featureRequested');
    case 'ACTIVE':
      return words.text('featureActive', { time: until === undefined ? '' : words.time(until) });
    case 'REFUSED':
      return words.text('featureRefused', { reason: words.text(REFUSALS[reason] ?? 'featureCannot') });
    case 'ENDED':
      return words.text('featureEnded');
    case 'REFUNDED':
      return words.text('featureRefunded');
  }
}
