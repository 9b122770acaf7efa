import { ApiError, type Rental } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Failure, useLoaded } from '../shell/loaded.tsx';
import { ChargeLines } from '../trips/charge-lines.tsx';

const LOOK_AGAIN_MS = 10_000;

/** What the trip would cost if it ended now. */
export function CostSoFar({ rental }: { readonly rental: Rental }): JSX.Element {
  const { rider, words } = useApp();
  const { rentalId, state } = rental;
  const [cost, again] = useLoaded(
    (signal) =>
      rider.client.getRentalCharge({ rentalId }, { signal }).catch((error: unknown) => {
        // The billing room hears of a rental a moment later.
        if (error instanceof ApiError && error.status === 404) return undefined;
        throw error;
      }),
    `${rentalId}/${state}`,
  );
  useEffect(() => {
    const timer = setInterval(again, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [again]);
  const charge = cost.value?.charge;
  if (cost.state === 'failed') return <Failure error={cost.error} retry={again} />;
  return (
    <details class="card cost">
      <summary class="row">
        <span>{words.text('costNow')}</span>
        <strong class="number total">
          {charge === undefined
            ? words.text(cost.state === 'loading' ? 'loading' : 'costNotYet')
            : words.money(charge.total, charge.currency)}
        </strong>
      </summary>
      {charge === undefined ? undefined : <ChargeLines charge={charge} />}
    </details>
  );
}
