import type { Client, RentalCharge } from '@roadstream/sdk';
import { useState } from 'preact/hooks';
import { fieldOf, formOf } from '../../design/forms.ts';
import { dayAndTime, duration, minorDigits, number } from '../../design/language.ts';
import { explained, useLoaded } from '../../design/loading.ts';
import { useStore, useTicks } from '../../design/store.ts';
import { ReasonField } from '../actions/ReasonField.tsx';
import { type Said, SaidOf } from '../actions/Said.tsx';
import { type Fleet, rentalOf } from '../fleet/fleet.ts';
import { linkTo } from '../route.ts';
import { Facts, Shown } from '../shown.tsx';
import { text } from '../texts.ts';
import { ChargeTable } from './ChargeTable.tsx';
import { OpenForm } from './OpenForm.tsx';
import { RentedCars } from './RentedCars.tsx';
import { Story } from './Story.tsx';

/** The rentals that run, and one of them from beginning to end. */
export function RentalsView({
  fleet,
  rentalId,
}: {
  readonly fleet: Fleet;
  readonly rentalId: string | undefined;
}) {
  useStore(fleet);
  useTicks(5000);
  const running = [...fleet.cars.values()].filter((car) => car.rentalId !== undefined);
  const isOver = /^rentals\.(ended|cancelled|reservation-expired)\./;
  const over = fleet.pushes.filter(({ event }) => isOver.test(event));
  return (
    <div class="grid">
      {rentalId !== undefined && <RentalCard key={rentalId} fleet={fleet} rentalId={rentalId} />}
      <section class="card wide stack">
        <div class="row wrap">
          <h2>{text('rentalsRunning')}</h2>
          <OpenForm label={text('rentalId')} pattern="rnt_[0-9a-z]+" view="rentals" />
        </div>
        <RentedCars fleet={fleet} cars={running} withRental />
      </section>
      {over.length > 0 && (
        <section class="card wide stack">
          <h2>{text('rentalsSeen')}</h2>
          <ul class="plain">
            {over.map((push) => (
              <li key={push.id}>
                <a href={linkTo('rentals', rentalOf(push))}>{rentalOf(push)?.slice(0, 12)}…</a>{' '}
                <span class="dim">
                  {text('ago', { age: duration(fleet.clock.now() - Date.parse(push.time)) })}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function RentalCard({ fleet, rentalId }: { readonly fleet: Fleet; readonly rentalId: string }) {
  const { client } = fleet;
  const story = fleet.pushes.filter((push) => rentalOf(push) === rentalId);
  const [loaded, again] = useLoaded(
    async (signal) => {
      const [rental, charge] = await Promise.all([
        client.getRental({ rentalId }, { signal }),
        client.getRentalCharge({ rentalId }, { signal }).catch(() => undefined),
      ]);
      return { rental, charge };
    },
    [rentalId, story.length],
  );
  return (
    <section class="card wide stack" aria-labelledby="rental-title">
      <h2 id="rental-title">{text('rental')}</h2>
      <Shown of={loaded} again={again}>
        {({ rental, charge }) => (
          <>
            <Facts
              of={[
                [text('rentalId'), rentalId],
                [text('state'), text(`state.${rental.state}`)],
                [text('rider'), <a href={linkTo('riders', rental.riderId)}>{rental.riderId}</a>],
                [text('car'), <a href={linkTo('map', rental.vin)}>{rental.vin}</a>],
                [text('reservedAt'), dayAndTime(rental.reservedAt)],
                [text('startedAt'), rental.started && dayAndTime(rental.started.time)],
                [text('endedAt'), rental.ended && dayAndTime(rental.ended.time)],
                [
                  text('distance'),
                  rental.distanceKm === undefined ? undefined : `${number(rental.distanceKm, 2)} km`,
                ],
                [
                  text('lastFailure'),
                  rental.lastFailure && (
                    <span class="bad">
                      {rental.lastFailure.action}: {rental.lastFailure.reason}
                    </span>
                  ),
                ],
              ]}
            />
            {charge?.problem !== undefined && (
              <p role="alert" class="bad">
                {text('notRatedNeed', { detail: charge.problem.detail })}
              </p>
            )}
            {charge?.charge !== undefined && <ChargeTable charge={charge.charge} />}
            {charge !== undefined && charge.state === 'FINAL' && (
              <Refund client={client} charge={charge} onDone={again} />
            )}
          </>
        )}
      </Shown>
      <Story client={client} rentalId={rentalId} news={story.length} />
    </section>
  );
}

function Refund({
  client,
  charge: { rentalId, revision, charge, pending },
  onDone,
}: {
  readonly client: Client;
  readonly charge: RentalCharge;
  readonly onDone: () => void;
}) {
  const [said, setSaid] = useState<Said>();
  const [isAll, setAll] = useState(true);
  if (charge === undefined || revision === undefined) return null;
  if (pending !== undefined) return <p class="warn">{text('refundWaits')}</p>;
  const minorUnits = 10 ** minorDigits(charge.currency);
  const submit = (event: SubmitEvent): void => {
    const form = formOf(event);
    const reason = fieldOf(form, 'reason');
    const amount = -Math.round(Number(fieldOf(form, 'amount')) * minorUnits);
    const change = isAll ? ({ kind: 'TO_ZERO' } as const) : ({ kind: 'AMOUNT', amount } as const);
    client.adjustCharge({ rentalId, revision, change, reason }).then(
      (after) => {
        setSaid(
          after.pending === undefined
            ? { tone: 'good', text: text('refunded') }
            : { tone: 'warn', text: text('refundWaits') },
        );
        onDone();
      },
      (error: unknown) => setSaid({ tone: 'bad', text: explained(error).why }),
    );
  };
  return (
    <details>
      <summary>{text('refund')}</summary>
      <form class="stack" onSubmit={submit}>
        <p class="dim">{text('refund.about')}</p>
        <label class="row">
          <input type="checkbox" checked={isAll} onChange={(event) => setAll(event.currentTarget.checked)} />
          {text('refundAll')}
        </label>
        {!isAll && (
          <label class="field">
            {text('refundAmount', { currency: charge.currency })}
            <input
              name="amount"
              type="number"
              min={1 / minorUnits}
              max={charge.total / minorUnits}
              step={1 / minorUnits}
              required
            />
          </label>
        )}
        <ReasonField />
        <div class="row">
          <button type="submit" class="primary">
            {text('confirm')}
          </button>
          <SaidOf said={said} />
        </div>
      </form>
    </details>
  );
}
