import type { Client } from '@roadstream/sdk';
import { useState } from 'preact/hooks';
import { fieldOf, formOf } from '../../design/forms.ts';
import { explained, useLoaded } from '../../design/loading.ts';
import { useStore } from '../../design/store.ts';
import { ReasonField } from '../actions/ReasonField.tsx';
import { type Said, SaidOf } from '../actions/Said.tsx';
import type { Fleet } from '../fleet/fleet.ts';
import { Shown } from '../shown.tsx';
import { text } from '../texts.ts';
import { ChargeList } from './ChargeList.tsx';
import { OpenForm } from './OpenForm.tsx';
import { RentedCars } from './RentedCars.tsx';

/** Riders who have a car, and one rider with charges. What riders have told the platform of themselves stays hidden. */
export function RidersView({
  fleet,
  riderId,
}: {
  readonly fleet: Fleet;
  readonly riderId: string | undefined;
}) {
  useStore(fleet);
  const withCar = [...fleet.cars.values()].filter((car) => car.riderId !== undefined);
  return (
    <div class="grid">
      {riderId !== undefined && <RiderCard key={riderId} fleet={fleet} riderId={riderId} />}
      <section class="card wide stack">
        <div class="row wrap">
          <h2>{text('ridersNow')}</h2>
          <OpenForm label={text('riderId')} pattern="[A-Za-z0-9][A-Za-z0-9_\-]*" view="riders" />
        </div>
        <RentedCars fleet={fleet} cars={withCar} />
      </section>
    </div>
  );
}

function RiderCard({ fleet, riderId }: { readonly fleet: Fleet; readonly riderId: string }) {
  const { client } = fleet;
  const [charges, again] = useLoaded(
    (signal) => client.listChargesOfRider({ riderId, limit: 50 }, { signal }),
    [riderId],
  );
  return (
    <section class="card wide stack">
      <h2>{riderId}</h2>
      <Standing client={client} riderId={riderId} />
      <h3>{text('riderCharges', { rider: riderId })}</h3>
      <Shown of={charges} again={again}>
        {(page) => <ChargeList charges={page.charges} none={text('noCharges')} />}
      </Shown>
    </section>
  );
}

function Standing({ client, riderId }: { readonly client: Client; readonly riderId: string }) {
  const [said, setSaid] = useState<Said>();
  const submit = (event: SubmitEvent): void => {
    const reason = fieldOf(formOf(event), 'reason');
    const isBlock = (event.submitter as HTMLButtonElement | null)?.value === 'block';
    const call = isBlock ? client.blockRider({ riderId, reason }) : client.unblockRider({ riderId, reason });
    call.then(
      () => setSaid({ tone: 'good', text: text('result.done') }),
      (error: unknown) => setSaid({ tone: 'bad', text: explained(error).why }),
    );
  };
  return (
    <details>
      <summary>
        {text('block')} / {text('unblock')}
      </summary>
      <form class="stack" onSubmit={submit}>
        <p class="dim">{text('block.about')}</p>
        <ReasonField />
        <div class="row wrap">
          <button type="submit" name="do" value="block" class="danger">
            {text('block')}
          </button>
          <button type="submit" name="do" value="unblock">
            {text('unblock')}
          </button>
          <SaidOf said={said} />
        </div>
      </form>
    </details>
  );
}
