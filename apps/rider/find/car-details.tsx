import type { FreeCar } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useApp, useSnapshot } from '../shell/app-context.ts';
import { ActionButton } from '../shell/loaded.tsx';
import { goTo } from '../shell/place.ts';
import { mayRent } from '../sign-up/admission.ts';
import { Quote } from './quote.tsx';
import { wayTo } from './way-to.ts';

/** One car: what it is, what it costs, and the way to have it. */
export function CarDetails({ car, back }: { readonly car: FreeCar; readonly back: () => void }): JSX.Element {
  const { rider, words } = useApp();
  const { me } = useSnapshot();
  const [options, choose] = useState<readonly string[]>([]);
  const title = useRef<HTMLHeadingElement>(null);
  // The button that led here is gone: whoever uses a keyboard or a screen reader goes on from the title, at once.
  useLayoutEffect(() => title.current?.focus(), []);
  const { model, plate, seats, chargePercent, rangeKm, price } = car;
  const facts = [
    wayTo(car, words),
    ...(chargePercent === undefined
      ? []
      : [words.text('carCharge', { percent: words.percent(chargePercent) })]),
    ...(rangeKm === undefined ? [] : [words.text('carRange', { distance: words.distance(rangeKm * 1000) })]),
    ...(seats === undefined ? [] : [words.text('carSeats', { count: seats })]),
  ];
  return (
    <div class="details">
      <div class="row">
        <button type="button" class="small" onClick={back}>
          ← {words.text('back')}
        </button>
        <span class="plate">{plate}</span>
      </div>
      <h1 ref={title} tabIndex={-1}>
        {model}
      </h1>
      <ul class="facts">
        {facts.map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
      <h2>{words.text('priceTitle')}</h2>
      {price === undefined ? (
        <p class="dim">{words.text('priceUnknown')}</p>
      ) : (
        <>
          <dl class="prices">
            <dt>{words.text('priceUnlock')}</dt>
            <dd>{words.price(price.unlock, price.currency)}</dd>
            <dt>{words.text('pricePerMinute')}</dt>
            <dd>{words.price(price.perMinute, price.currency)}</dd>
            <dt>{words.text('pricePerKm')}</dt>
            <dd>{words.price(price.perKm, price.currency)}</dd>
          </dl>
          <Quote
            tariffId={price.tariffId}
            version={price.version}
            options={options}
            choose={choose}
            {...(car.modelId === undefined ? {} : { model: car.modelId })}
          />
        </>
      )}
      {me !== undefined && me !== 'stranger' && mayRent(me) ? (
        <ActionButton
          class="primary big"
          busy={words.text('reserving')}
          action={() => rider.reserve(car, options)}
        >
          {words.text('reserve')}
        </ActionButton>
      ) : (
        <button type="button" class="primary big" onClick={() => goTo('sign-up')}>
          {words.text('finishSignUp')}
        </button>
      )}
    </div>
  );
}
