import { type Client } from '@roadstream/sdk';
import { useState } from 'preact/hooks';
import { dayAndTime, duration, money, number, timeOfDay } from '../../design/language.ts';
import { useLoaded } from '../../design/loading.ts';
import { ActionDialog } from '../actions/ActionDialog.tsx';
import { type ActionName, actionsFor } from '../actions/actions.ts';
import { Events } from '../fleet/Events.tsx';
import { type Fleet, type ShownCar, vinOf } from '../fleet/fleet.ts';
import { LookMark } from '../map/LookMark.tsx';
import { linkTo } from '../route.ts';
import { Facts, Shown } from '../shown.tsx';
import { text } from '../texts.ts';

const EVENTS_SHOWN = 30;

/** Everything about one car, and what can be done with it. */
export function CarPanel({ fleet, shown }: { readonly fleet: Fleet; readonly shown: ShownCar }) {
  const { car, reading, look, heardAt, chargePercent } = shown;
  const [action, setAction] = useState<ActionName>();
  const age =
    heardAt === undefined ? text('never') : text('ago', { age: duration(fleet.clock.now() - heardAt) });
  return (
    <article class="panel stack" aria-labelledby="car-title">
      <header class="row">
        <h2 id="car-title">{car.plate ?? car.vin}</h2>
        <LookMark look={look} />
        <a class="button small push" href={linkTo('map')}>
          {text('close')}
        </a>
      </header>
      <div class="row wrap">
        {actionsFor(car).map((name) => (
          <button
            key={name}
            type="button"
            class={name === 'end' ? 'small danger' : 'small'}
            onClick={() => setAction(name)}
          >
            {text(`action.${name}`)}
          </button>
        ))}
      </div>
      <Facts
        of={[
          [text('vin'), car.vin],
          [text('model'), car.model],
          [text('state'), text(`state.${car.state}`)],
          [text('heard'), <span class={look === 'silent' ? 'bad' : undefined}>{age}</span>],
          [text('charge'), chargePercent === undefined ? undefined : `${number(chargePercent)} %`],
          [text('speed'), reading?.speedKmh === undefined ? undefined : `${number(reading.speedKmh)} km/h`],
          [
            text('odometer'),
            reading?.odometerKm === undefined ? undefined : `${number(reading.odometerKm, 1)} km`,
          ],
          [text('doors'), flag(reading?.locked, 'locked', 'unlocked')],
          [text('engine'), flag(reading?.engineOn, 'on', 'off')],
        ]}
      />
      {car.rentalId === undefined ? (
        <p class="dim">{text('noRental')}</p>
      ) : (
        <RentalOfCar client={fleet.client} rentalId={car.rentalId} state={car.state} />
      )}
      <section class="stack">
        <h3>{text('events')}</h3>
        <Events of={fleet.pushes.filter((push) => vinOf(push) === car.vin).slice(0, EVENTS_SHOWN)} />
      </section>
      <TwinOfCar client={fleet.client} vin={car.vin} time={reading?.time} />
      {action !== undefined && (
        <ActionDialog fleet={fleet} action={action} cars={[car]} onClose={() => setAction(undefined)} />
      )}
    </article>
  );
}

function flag(value: boolean | undefined, yes: 'locked' | 'on', no: 'unlocked' | 'off'): string | undefined {
  return value === undefined ? undefined : text(value ? yes : no);
}

function RentalOfCar({
  client,
  rentalId,
  state,
}: {
  readonly client: Client;
  readonly rentalId: string;
  readonly state: string;
}) {
  const [loaded, again] = useLoaded(
    async (signal) => {
      const [rental, cost] = await Promise.all([
        client.getRental({ rentalId }, { signal }),
        client.getRentalCharge({ rentalId }, { signal }).catch(() => undefined),
      ]);
      return { rental, cost };
    },
    [rentalId, state],
  );
  return (
    <section class="stack">
      <h3>{text('rental')}</h3>
      <Shown of={loaded} again={again}>
        {({ rental, cost }) => (
          <Facts
            of={[
              [text('rental'), <a href={linkTo('rentals', rentalId)}>{rentalId.slice(0, 14)}…</a>],
              [text('rider'), <a href={linkTo('riders', rental.riderId)}>{rental.riderId}</a>],
              [text('reservedAt'), timeOfDay(rental.reservedAt)],
              [text('startedAt'), rental.started === undefined ? undefined : timeOfDay(rental.started.time)],
              [
                text('cost'),
                cost?.charge === undefined ? undefined : money(cost.charge.total, cost.charge.currency),
              ],
            ]}
          />
        )}
      </Shown>
    </section>
  );
}

function TwinOfCar({
  client,
  vin,
  time,
}: {
  readonly client: Client;
  readonly vin: string;
  readonly time: string | undefined;
}) {
  const [isOpen, setOpen] = useState(false);
  const [loaded, again] = useLoaded(
    async (signal) => (isOpen ? client.getTwin({ vin }, { signal }) : undefined),
    [vin, time, isOpen],
  );
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text('sensors')}</summary>
      <Shown of={loaded} again={again}>
        {(twin) => (
          <Facts
            of={Object.entries(twin?.fields ?? {}).map(([name, field]) => [
              name,
              <span
                class={field.validity === 'invalid' ? 'bad' : undefined}
                title={field.validity === 'invalid' ? text('invalid') : field.time && dayAndTime(field.time)}
              >
                {valueText(field.value)}
              </span>,
            ])}
          />
        )}
      </Shown>
    </details>
  );
}

function valueText(value: unknown): string {
  if (typeof value === 'number') return number(value, 2);
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
