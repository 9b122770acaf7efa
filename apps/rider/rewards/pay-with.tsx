import type { MemberPoints, Rental } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useApp, useSeconds, useSnapshot } from '../shell/app-context.ts';
import { ActionButton, Failure, Loading, useLoaded } from '../shell/loaded.tsx';
import { soon } from '../shell/soon.ts';
import { isUsable } from './offer-times.ts';
import { benefitOf, isVoucher, textOf } from './offer-words.ts';
import { VoucherUse } from './voucher-use.tsx';

/** Points and vouchers for a rental, until its end. */
export function PayWith({ rental: { rentalId } }: { readonly rental: Rental }): JSX.Element | null {
  const { rider, words } = useApp();
  const { given = [], pointsTurn } = useSnapshot();
  const now = useSeconds();
  const [points, again] = useLoaded((signal) => rider.client.getPoints({}, { signal }), String(pointsTurn));
  const vouchers = given.filter(
    (offer) =>
      isVoucher(offer) &&
      (isUsable(offer, now) || (offer.state === 'RESERVED' && offer.rentalId === rentalId)),
  );
  return (
    <details class="card fold">
      <summary>
        <span>{words.text('payWith')}</span>
        <span class="dim">{summary(points.value, vouchers.length)}</span>
      </summary>
      <div class="form">
        {points.state === 'loading' ? <Loading /> : undefined}
        {points.state === 'failed' ? <Failure error={points.error} retry={again} /> : undefined}
        {points.value === undefined ? undefined : <Points rentalId={rentalId} points={points.value} />}
        {vouchers.map((offer) => (
          <div key={offer.issueId} class="changeable">
            <p>
              <strong>{textOf(offer, words).title}</strong>
              <span class="block dim">{benefitOf(offer.benefit, words)}</span>
            </p>
            <VoucherUse offer={offer} />
          </div>
        ))}
      </div>
    </details>
  );

  function summary(member: MemberPoints | undefined, count: number): string {
    const own =
      member === undefined ? [] : [words.text('pointsCount', { points: words.number(free(member)) })];
    return [...own, ...(count === 0 ? [] : [words.text('voucherCount', { count })])].join(' · ');
  }
}

const free = ({ balance }: MemberPoints): number => balance.active;

function Points({
  rentalId,
  points,
}: {
  readonly rentalId: string;
  readonly points: MemberPoints;
}): JSX.Element {
  const { rider, words } = useApp();
  const setAside = points.reservations.find((one) => one.rentalId === rentalId)?.points ?? 0;
  const most = free(points) + setAside;
  const [wanted, want] = useState<number>();
  const value = Math.min(wanted ?? (setAside === 0 ? most : setAside), most);
  const set = (count: number) => async (): Promise<void> => {
    await soon('POINTS_RENTAL_UNKNOWN', () => rider.client.reserveRentalPoints({ rentalId, points: count }));
    want(undefined);
  };
  if (most === 0) return <p class="dim">{words.text('pointsNone')}</p>;
  return (
    <>
      {setAside === 0 ? undefined : (
        <p role="status" class="notice good-notice">
          {words.text('pointsSetAside', { points: words.number(setAside) })}
        </p>
      )}
      <label class="field">
        <span>{words.text('pointsWanted', { most: words.number(most) })}</span>
        <input
          type="number"
          inputMode="numeric"
          min={1}
          max={most}
          step={1}
          value={value}
          onInput={({ currentTarget: { valueAsNumber } }) =>
            want(Number.isInteger(valueAsNumber) ? Math.max(0, valueAsNumber) : undefined)
          }
        />
      </label>
      <div class="two">
        <ActionButton action={set(value)} disabled={value === 0 || value === setAside}>
          {words.text('pointsUse')}
        </ActionButton>
        {setAside === 0 ? undefined : (
          <ActionButton action={set(0)}>{words.text('pointsUseNone')}</ActionButton>
        )}
      </div>
      <p class="dim">{words.text('pointsHint')}</p>
    </>
  );
}
