import type { FleetCar, OutOfServiceKind } from '@roadstream/sdk';
import { useEffect, useRef, useState } from 'preact/hooks';
import { fieldOf, formOf } from '../../design/forms.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { text } from '../texts.ts';
import { type ActionName, isCommand, KINDS, type Outcome, perform } from './actions.ts';
import { ReasonField } from './ReasonField.tsx';

/** Asks whether it is meant, and for the reason; then shows what became of it for each car. */
export function ActionDialog({
  fleet,
  action,
  cars,
  onClose,
}: {
  readonly fleet: Fleet;
  readonly action: ActionName;
  readonly cars: readonly FleetCar[];
  readonly onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>();
  useEffect(() => dialog.current?.showModal(), []);

  const submit = (event: SubmitEvent): void => {
    const form = formOf(event);
    const order = {
      action,
      reason: fieldOf(form, 'reason'),
      kind: fieldOf(form, 'kind') as OutOfServiceKind,
    };
    setOutcomes(new Map());
    for (const car of cars) {
      const say = (outcome: Outcome): void => setOutcomes((before) => new Map(before).set(car.vin, outcome));
      void perform(fleet.client, order, car, say).then(() => fleet.readCar(car.vin).catch(() => undefined));
    }
  };

  return (
    <dialog ref={dialog} onClose={onClose} aria-labelledby="action-title">
      <form class="stack" onSubmit={submit}>
        <h2 id="action-title">{text(`action.${action}`)}</h2>
        <p>{text(`action.${action}.about`)}</p>
        {outcomes === undefined && action === 'out' && (
          <label class="field">
            {text('kind')}
            <select name="kind">
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {text(`kind.${kind}`)}
                </option>
              ))}
            </select>
          </label>
        )}
        {outcomes === undefined && !isCommand(action) && <ReasonField hint={text('reasonHint')} />}
        <ul class="outcomes" aria-label={text('results')} aria-live="polite">
          {cars.map((car) => (
            <li key={car.vin}>
              <b>{car.plate ?? car.vin}</b>
              <Result of={outcomes?.get(car.vin)} />
            </li>
          ))}
        </ul>
        <div class="row end">
          <button type="button" onClick={() => dialog.current?.close()}>
            {text(outcomes === undefined ? 'cancel' : 'close')}
          </button>
          {outcomes === undefined && (
            <button type="submit" class={action === 'end' ? 'primary danger-ground' : 'primary'}>
              {text('confirm')}
            </button>
          )}
        </div>
      </form>
    </dialog>
  );
}

function Result({ of: outcome }: { readonly of: Outcome | undefined }) {
  if (outcome === undefined) return null;
  const tone = outcome.tone === 'waiting' ? 'dim' : outcome.tone;
  return <span class={tone}>{outcome.text}</span>;
}
