import type { Rental } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useApp } from '../shell/app-context.ts';
import { ifKnown } from '../shell/if-known.ts';
import { Failure, useEvery, useLoaded } from '../shell/loaded.tsx';
import { ChargeLines } from '../trips/charge-lines.tsx';

const LOOK_AGAIN_MS = 10_000;

/** What the trip would cost if it ended now. */
export function CostSoFar({ rental }: { readonly rental: Rental }): JSX.Element {
  const { rider, words } = useApp();
  const { rentalId, state } = rental;
  const [cost, again] = useLoaded(
    (signal) => ifKnown(rider.client.getRentalCharge({ rentalId }, { signal })),
    `${rentalId}/${state}`,
  );
  useEvery(LOOK_AGAIN_MS, again);
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
