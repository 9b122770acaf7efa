import type { Rental, RentalCharge } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { DamageSection } from '../damage/damage-section.tsx';
import { Invoices } from '../money/invoices.tsx';
import { useApp } from '../shell/app-context.ts';
import { ifKnown } from '../shell/if-known.ts';
import { Failure, Loading, useEvery, useLoaded } from '../shell/loaded.tsx';
import { ChargeLines } from './charge-lines.tsx';

const LOOK_AGAIN_MS = 1_000;

/** One trip, and what it cost. */
export function ReceiptView({ rentalId }: { readonly rentalId: string }): JSX.Element {
  const { rider, words } = useApp();
  const [trip, again] = useLoaded(async (signal) => {
    const [rental, cost] = await Promise.all([
      rider.client.getRental({ rentalId }, { signal }),
      ifKnown(rider.client.getRentalCharge({ rentalId }, { signal })),
    ]);
    return { rental, cost };
  }, rentalId);
  const isWaiting = trip.value !== undefined && isDue(trip.value.rental, trip.value.cost);
  useEvery(LOOK_AGAIN_MS, again, isWaiting);
  const rental = trip.value?.rental;
  const cost = trip.value?.cost;
  return (
    <main class="page">
      <a class="button small" href="#/trips">
        ← {words.text('back')}
      </a>
      <h1>{words.text(cost?.state === 'RUNNING' ? 'receiptRunning' : 'receiptTitle')}</h1>
      {trip.state === 'loading' ? <Loading /> : undefined}
      {trip.state === 'failed' ? <Failure error={trip.error} retry={again} /> : undefined}
      {rental === undefined ? undefined : <Facts rental={rental} />}
      {isWaiting ? (
        <p role="status" class="quiet">
          <span class="spinner" aria-hidden="true" /> {words.text('receiptWaiting')}
        </p>
      ) : undefined}
      {cost?.state === 'NOT_RATED' ? (
        <p class="notice warn-notice">{words.text('receiptNotRated')}</p>
      ) : undefined}
      {cost?.charge === undefined ? undefined : (
        <div class="card">
          <ChargeLines charge={cost.charge} />
        </div>
      )}
      {cost?.state === 'FINAL' ? <Invoices rentalId={rentalId} /> : undefined}
      {rental === undefined ? undefined : <DamageSection rental={rental} />}
    </main>
  );
}

/** A trip that is over is charged a moment later. */
const isDue = (rental: Rental, cost: RentalCharge | undefined): boolean =>
  rental.state === 'ENDED' && (cost === undefined || cost.state === 'RUNNING');

function Facts({ rental }: { readonly rental: Rental }): JSX.Element {
  const { words } = useApp();
  const { started, reservedAt, durationSeconds, distanceKm, state } = rental;
  return (
    <p class="row dim">
      <span>{words.time(started?.time ?? reservedAt)}</span>
      <span>
        {[
          ...(durationSeconds === undefined ? [] : [words.minutes(durationSeconds)]),
          ...(distanceKm === undefined ? [] : [words.distance(distanceKm * 1000)]),
          ...(durationSeconds === undefined ? [words.text(`state${state}`)] : []),
        ].join(' · ')}
      </span>
    </p>
  );
}
