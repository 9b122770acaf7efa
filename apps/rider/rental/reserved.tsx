import type { Rental } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { ChosenOptions } from '../find/option-list.tsx';
import { useApp, useSeconds } from '../shell/app-context.ts';
import { ActionButton } from '../shell/loaded.tsx';

/** The reservation, with what is left of it. */
export function Reserved({ rental }: { readonly rental: Rental }): JSX.Element {
  const { rider, words } = useApp();
  const now = useSeconds();
  const left = (Date.parse(rental.reservedUntil) - now) / 1000;
  return (
    <>
      <p class="row">
        <span>{words.text(left > 0 ? 'reservedFor' : 'reservedOver')}</span>
        <strong class={left < 120 ? 'number clock warn' : 'number clock'} role="timer">
          {words.countdown(left)}
        </strong>
      </p>
      {rental.options === undefined || rental.tariff === undefined ? undefined : (
        <ChosenOptions terms={rental.tariff} chosen={rental.options} />
      )}
      <ActionButton
        class="primary big"
        busy={words.text('stepCar')}
        action={() => rider.act(rental, 'unlock')}
      >
        {words.text('unlock')}
      </ActionButton>
      {rental.extended === true ? undefined : (
        <ActionButton action={() => rider.act(rental, 'extend')}>{words.text('extend')}</ActionButton>
      )}
      <ActionButton class="danger" action={() => rider.act(rental, 'cancel')}>
        {words.text('cancelReservation')}
      </ActionButton>
    </>
  );
}
