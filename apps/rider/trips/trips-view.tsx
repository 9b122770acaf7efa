import type { Rental, RentalCharge } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { firstOf } from '../shell/first-of.ts';
import { Failure, Loading, useLoaded } from '../shell/loaded.tsx';

const PAGE = 20;

interface Trip {
  readonly rental: Rental;
  readonly charge: RentalCharge | undefined;
}

/** The rider's rentals, newest first, with what each cost. */
export function TripsView(): JSX.Element {
  const { rider, words } = useApp();
  const [shown, setShown] = useState(PAGE);
  const [trips, again] = useLoaded(readTrips, String(shown));

  async function readTrips(
    signal: AbortSignal,
  ): Promise<{ readonly list: readonly Trip[]; readonly hasMore: boolean }> {
    const [rentals, charges] = await Promise.all([
      firstOf(rider.client.listRentals({ limit: PAGE }, { signal }), shown + 1),
      firstOf(rider.client.listCharges({ limit: PAGE }, { signal }), shown + 1),
    ]);
    const byRental = new Map(charges.map((charge) => [charge.rentalId, charge]));
    const list = rentals.slice(0, shown).map((rental) => ({ rental, charge: byRental.get(rental.rentalId) }));
    return { list, hasMore: rentals.length > shown };
  }

  return (
    <main class="page">
      <h1>{words.text('tripsTitle')}</h1>
      {trips.state === 'loading' ? <Loading /> : undefined}
      {trips.state === 'failed' ? <Failure error={trips.error} retry={again} /> : undefined}
      {trips.value?.list.length === 0 ? (
        <div class="empty">
          <h2>{words.text('tripsNone')}</h2>
          <p class="dim">{words.text('tripsNoneHint')}</p>
        </div>
      ) : undefined}
      <ul class="cars">
        {trips.value?.list.map(({ rental, charge }) => (
          <li key={rental.rentalId}>
            <a class="button car-item" href={`#/trips/${rental.rentalId}`}>
              <span class="row">
                <strong>{words.time(rental.started?.time ?? rental.reservedAt)}</strong>
                <span class="number">
                  {charge?.charge === undefined
                    ? undefined
                    : words.money(charge.charge.total, charge.charge.currency)}
                </span>
              </span>
              <span class="row dim">
                <span>{words.text(`state${rental.state}`)}</span>
                <span>
                  {rental.distanceKm === undefined ? undefined : words.distance(rental.distanceKm * 1000)}
                </span>
              </span>
            </a>
          </li>
        ))}
      </ul>
      {trips.value?.hasMore === true ? (
        <button type="button" onClick={() => setShown(shown + PAGE)}>
          {words.text('tripsMore')}
        </button>
      ) : undefined}
    </main>
  );
}
