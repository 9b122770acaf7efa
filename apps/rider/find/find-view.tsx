import type { FreeCar } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { MapView } from '../map/map-view.tsx';
import { OfferNews } from '../rewards/offer-news.tsx';
import { useApp } from '../shell/app-context.ts';
import { Failure, Loading, useEvery, useLoaded } from '../shell/loaded.tsx';
import { near, type Position, usePosition } from '../shell/position.ts';
import { CarDetails } from './car-details.tsx';
import { wayTo } from './way-to.ts';

const RADIUS_METRES = 5_000;
const LIMIT = 20;
const LOOK_AGAIN_MS = 20_000;

/** The nearest free cars: on the map, and as a list. */
export function FindView(): JSX.Element {
  const { rider, words } = useApp();
  const position = usePosition();
  const [elsewhere, setElsewhere] = useState<Position>();
  const [chosen, setChosen] = useState<string>();
  const [fleet] = useLoaded(
    () => (position === undefined ? never : whereCarsAre()),
    String(position === undefined),
  );
  const [zones] = useLoaded((signal) => rider.client.getZones({}, { signal }), 'zones');
  const centre = elsewhere ?? position ?? (position === null ? fleet.value : undefined);
  const [found, lookAgain] = useLoaded(
    (signal) =>
      centre === undefined
        ? never
        : rider.client.findCars(
            { near: near(centre), radiusMetres: RADIUS_METRES, limit: LIMIT },
            { signal },
          ),
    centre === undefined ? '' : near(centre),
  );
  useEvery(LOOK_AGAIN_MS, lookAgain);

  /** Some car of the public feed: whoever is far from all cars can look there. */
  async function whereCarsAre(): Promise<Position | undefined> {
    const { data } = (await rider.client.getVehicleStatus()) as unknown as {
      readonly data: { readonly vehicles: readonly { readonly lat: number; readonly lon: number }[] };
    };
    const middle = data.vehicles.toSorted((a, b) => a.lat - b.lat)[Math.floor(data.vehicles.length / 2)];
    return middle === undefined ? undefined : { latitude: middle.lat, longitude: middle.lon };
  }

  const cars = found.value?.cars ?? [];
  const car = cars.find(({ vin }) => vin === chosen);
  const me = position ?? undefined;
  return (
    <main class="find">
      {centre === undefined ? undefined : (
        <MapView
          label={words.text('findMap')}
          centre={centre}
          me={me}
          cars={cars}
          chosen={car?.vin}
          zones={zones.value}
          onChoose={setChosen}
        />
      )}
      <section class="sheet">
        {car !== undefined ? (
          <CarDetails key={car.vin} car={car} back={() => setChosen(undefined)} />
        ) : (
          <>
            <OfferNews />
            <div class="row">
              <h1>{words.text('findTitle')}</h1>
              <button type="button" class="small" onClick={lookAgain}>
                {words.text('findRefresh')}
              </button>
            </div>
            {position === null && elsewhere === undefined ? (
              <p class="dim">{words.text('findNoPosition')}</p>
            ) : undefined}
            {elsewhere !== undefined && me !== undefined ? (
              <button type="button" class="small" onClick={() => setElsewhere(undefined)}>
                {words.text('findHere')}
              </button>
            ) : undefined}
            {found.state === 'failed' ? <Failure error={found.error} retry={lookAgain} /> : undefined}
            {found.state === 'loading' && fleet.state !== 'failed' ? <Loading /> : undefined}
            {fleet.state === 'failed' && centre === undefined ? <Failure error={fleet.error} /> : undefined}
            {found.state === 'ready' && cars.length === 0 ? (
              <div class="empty">
                <h2>{words.text('findNone', { distance: words.distance(RADIUS_METRES) })}</h2>
                <p class="dim">{words.text('findNoneHint')}</p>
                {fleet.value === undefined ? undefined : (
                  <button type="button" onClick={() => setElsewhere(fleet.value)}>
                    {words.text('findWhere')}
                  </button>
                )}
              </div>
            ) : undefined}
            <ul class="cars">
              {cars.map((one) => (
                <CarItem key={one.vin} car={one} choose={() => setChosen(one.vin)} />
              ))}
            </ul>
          </>
        )}
      </section>
    </main>
  );
}

/** Nothing to read yet. */
const never = new Promise<never>(() => undefined);

function CarItem({ car, choose }: { readonly car: FreeCar; readonly choose: () => void }): JSX.Element {
  const { words } = useApp();
  const { model, plate, chargePercent, rangeKm, price } = car;
  return (
    <li>
      <button type="button" class="car-item" onClick={choose}>
        <span class="row">
          <strong>{model}</strong>
          <span class="plate">{plate}</span>
        </span>
        <span class="row dim">
          <span>{wayTo(car, words)}</span>
          <span class="number">
            {price === undefined
              ? undefined
              : words.text('perMinute', { price: words.price(price.perMinute, price.currency) })}
          </span>
        </span>
        <span class="row dim">
          {chargePercent === undefined ? (
            <span />
          ) : (
            <span class={chargePercent < 20 ? 'warn' : ''}>
              {words.text('carCharge', { percent: words.percent(chargePercent) })}
            </span>
          )}
          {rangeKm === undefined ? undefined : (
            <span>{words.text('carRange', { distance: words.distance(rangeKm * 1000) })}</span>
          )}
        </span>
      </button>
    </li>
  );
}
