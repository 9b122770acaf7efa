import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Failure, useLoaded } from '../shell/loaded.tsx';
import { OptionList } from './option-list.tsx';

interface Terms {
  readonly tariffId: string;
  readonly version: number;
  readonly model?: string;
  readonly options: readonly string[];
  readonly choose: (options: readonly string[]) => void;
}

/** What a trip of so many minutes and kilometres would cost, computed by the platform. */
export function Quote({ tariffId, version, model, options, choose }: Terms): JSX.Element {
  const { rider, words } = useApp();
  const [drivingMinutes, setMinutes] = useState(20);
  const [km, setKm] = useState(8);
  const trip = useCalm(`${drivingMinutes}/${km}`);
  const [quote, again] = useLoaded(
    (signal) =>
      rider.client.getQuote(
        {
          tariffId,
          version,
          drivingMinutes,
          km,
          ...(model === undefined ? {} : { model }),
          ...(options.length === 0 ? {} : { options: options.join(',') }),
        },
        { signal },
      ),
    `${tariffId}/${version}/${model}/${options.join(',')}/${trip}`,
  );
  const slider = (label: string, value: number, most: number, set: (value: number) => void): JSX.Element => (
    <label class="slider">
      <span class="row">
        <span>{label}</span>
        <strong class="number">{words.number(value)}</strong>
      </span>
      <input
        type="range"
        min="1"
        max={most}
        value={value}
        onInput={({ currentTarget }) => set(Number(currentTarget.value))}
      />
    </label>
  );
  return (
    <div class="card quote">
      <h3>{words.text('quoteTitle')}</h3>
      {slider(words.text('quoteMinutes'), drivingMinutes, 240, setMinutes)}
      {slider(words.text('quoteKm'), km, 120, setKm)}
      <OptionList terms={{ tariffId, version }} chosen={options} choose={choose} />
      {quote.state === 'failed' ? (
        <Failure error={quote.error} retry={again} />
      ) : (
        <p class="row" aria-live="polite">
          <span>{words.text('quoteTotal')}</span>
          <strong class="number total">
            {quote.state === 'ready' ? words.money(quote.value.total, quote.value.currency) : '…'}
          </strong>
        </p>
      )}
    </div>
  );
}

/** A value that the platform is asked about only when it has not changed for a moment. */
function useCalm<Value>(value: Value, milliseconds = 250): Value {
  const [calm, setCalm] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setCalm(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return calm;
}
