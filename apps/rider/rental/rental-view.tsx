import { ApiError, type Rental, type Zones } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { DamageSection } from '../damage/damage-section.tsx';
import { MapView } from '../map/map-view.tsx';
import { OfferNews } from '../rewards/offer-news.tsx';
import { PayWith } from '../rewards/pay-with.tsx';
import { useApp, useSnapshot } from '../shell/app-context.ts';
import { ActionButton, useLoaded } from '../shell/loaded.tsx';
import { goTo } from '../shell/place.ts';
import { type Position, usePosition } from '../shell/position.ts';
import type { Word } from '../words/words.ts';
import { CarFeatures } from './car-features.tsx';
import { CostSoFar } from './cost-so-far.tsx';
import { GarageKey } from './garage-key.tsx';
import { LastFailure } from './last-failure.tsx';
import { PaymentNotice } from './payment-notice.tsx';
import { Reserved } from './reserved.tsx';
import { Since } from './since.tsx';
import { UnlockSteps } from './unlock-steps.tsx';

/** The rider's reservation or trip: what it is now, and what can be done with it. */
export function RentalView({ rental }: { readonly rental: Rental }): JSX.Element {
  const { rider, words } = useApp();
  const { openedIn } = useSnapshot();
  const position = usePosition();
  const [isWayShown, showWay] = useState(false);
  const car = rider.carOf(rental);
  const { state, lastFailure } = rental;
  // Where a trip may end may have been drawn anew since it began.
  const [zones] = useLoaded((signal) => rider.client.getZones({}, { signal }), `zones/${lastFailure?.time}`);
  const standing = rental.ended?.car.position ?? rental.started?.car.position ?? car?.position;
  const me = position ?? undefined;
  const nearest = lastFailure?.action === 'end' ? lastFailure.nearestAllowed?.position : undefined;
  // A reserved car stands where it was seen; a driven one is where the phone is.
  const shownCar = state === 'RESERVED' || state === 'UNLOCKING' ? standing : undefined;
  const centre = (isWayShown ? nearest : undefined) ?? shownCar ?? me ?? standing ?? somewhereIn(zones.value);
  return (
    <main class="find">
      {centre === undefined ? undefined : (
        <MapView
          label={words.text('rentalMap')}
          centre={centre}
          me={me}
          cars={shownCar === undefined ? [] : [{ vin: rental.vin, position: shownCar }]}
          zones={zones.value}
          nearest={nearest}
        />
      )}
      <section class="sheet">
        <div class="row">
          <h1>{car?.model ?? words.text('rentalTitle')}</h1>
          <span class="plate">{car?.plate ?? rental.vin}</span>
        </div>
        {rental.contactLostSince === undefined || isDone(rental) ? undefined : (
          <p class="notice warn-notice">{words.text('contactLost')}</p>
        )}
        {rental.lowChargePercent === undefined || isDone(rental) ? undefined : (
          <p class="notice warn-notice">
            {words.text('lowCharge', { percent: words.percent(rental.lowChargePercent) })}
          </p>
        )}
        {lastFailure === undefined || isDone(rental) ? undefined : (
          <LastFailure failure={lastFailure} showWay={() => showWay(true)} />
        )}
        {isDone(rental) ? undefined : <PaymentNotice rental={rental} />}
        <OfferNews isDriving={isDriving(rental)} />
        <Now rental={rental} openedIn={openedIn} />
        {isDone(rental) ? undefined : <PayWith rental={rental} />}
        {isDone(rental) || rental.started === undefined ? undefined : <CarFeatures rental={rental} />}
        <DamageSection rental={rental} />
        {isDone(rental) ? undefined : <GarageKey rental={rental} />}
      </section>
    </main>
  );
}

/** The car may move: its driver is to read no more than a line. */
const isDriving = ({ state }: Rental): boolean => state === 'IN_USE' || state === 'RESUMING';

const isDone = ({ state }: Rental): boolean =>
  state === 'ENDED' || state === 'CANCELLED' || state === 'EXPIRED';

/** A corner of the area where trips may end, when nothing else is known. */
function somewhereIn(zones: Zones | undefined): Position | undefined {
  const area = zones?.features.find(({ properties }) => properties.kind === 'service-area')?.geometry;
  const corner = area?.type === 'Polygon' ? area.coordinates[0]?.[0] : area?.coordinates[0]?.[0]?.[0];
  return corner === undefined ? undefined : { longitude: corner[0], latitude: corner[1] };
}

function Now({
  rental,
  openedIn,
}: {
  readonly rental: Rental;
  readonly openedIn: number | undefined;
}): JSX.Element {
  const { rider, words } = useApp();
  const act = (action: 'pause' | 'resume' | 'end') => () => rider.act(rental, action);
  /** Why it may not end here stands in the rental, with the nearest place. */
  const end = async (): Promise<void> => {
    try {
      await rider.act(rental, 'end');
    } catch (error) {
      const isShown = rider.snapshot.rental?.lastFailure?.action === 'end';
      if (!(error instanceof ApiError && error.status === 409 && isShown)) throw error;
    }
  };
  const endButton = (look: string): JSX.Element => (
    <ActionButton class={look} busy={words.text('ending')} action={end}>
      {words.text('end')}
    </ActionButton>
  );
  switch (rental.state) {
    case 'RESERVED':
      return <Reserved rental={rental} />;
    case 'UNLOCKING':
      return <UnlockSteps isOpen={false} />;
    case 'IN_USE':
      return (
        <>
          {openedIn === undefined ? undefined : <UnlockSteps isOpen openedIn={openedIn} />}
          <h2>{words.text('inUse')}</h2>
          <Since time={rental.started?.time} label={words.text('inUseFor')} />
          <CostSoFar rental={rental} />
          <ActionButton class="big" busy={words.text('pausing')} action={act('pause')}>
            {words.text('pause')}
          </ActionButton>
          {endButton('primary big')}
          <p class="dim">{words.text('endHint')}</p>
        </>
      );
    case 'PAUSED':
      return (
        <>
          <h2>{words.text('paused')}</h2>
          <p class="dim">{words.text('pausedHint')}</p>
          <Since time={rental.pausedSince} label={words.text('paused')} />
          <CostSoFar rental={rental} />
          <ActionButton class="primary big" busy={words.text('resuming')} action={act('resume')}>
            {words.text('resume')}
          </ActionButton>
          {endButton('big')}
        </>
      );
    case 'PAUSING':
      return <Waiting word="pausing" />;
    case 'RESUMING':
      return <Waiting word="resuming" />;
    case 'ENDING':
      return <Waiting word="ending" />;
    case 'ENDED':
      return (
        <div class="done" role="status">
          <h2>{words.text('ended')}</h2>
          <p class="dim">{words.text('endedHint')}</p>
          <button
            type="button"
            class="primary big"
            onClick={() => {
              goTo(`trips/${rental.rentalId}`);
              rider.dismiss();
            }}
          >
            {words.text('showReceipt')}
          </button>
          <LookForCar />
        </div>
      );
    case 'CANCELLED':
    case 'EXPIRED':
      return (
        <div class="done" role="status">
          <h2>{words.text(rental.state === 'EXPIRED' ? 'expired' : 'cancelled')}</h2>
          <LookForCar />
        </div>
      );
  }
}

function Waiting({ word }: { readonly word: Word }): JSX.Element {
  const { words } = useApp();
  return (
    <p class="waiting" role="status">
      <span class="spinner" aria-hidden="true" /> {words.text(word)}
    </p>
  );
}

function LookForCar(): JSX.Element {
  const { rider, words } = useApp();
  return (
    <button type="button" class="big" onClick={() => rider.dismiss()}>
      {words.text('lookForCar')}
    </button>
  );
}
