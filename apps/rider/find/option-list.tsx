import type { JSX } from 'preact';
import { useApp } from '../shell/app-context.ts';
import { useLoaded } from '../shell/loaded.tsx';

interface Terms {
  readonly tariffId: string;
  readonly version: number;
}

interface Option {
  readonly optionId: string;
  readonly name: string;
}

/** What the version of the tariff lets riders choose when they reserve. Empty until it is read, and where it has none. */
export function useOptions({ tariffId, version }: Terms): readonly Option[] {
  const { rider } = useApp();
  const [tariff] = useLoaded(
    (signal) => rider.client.getTariffVersion({ tariffId, version: String(version) }, { signal }),
    `${tariffId}/${version}`,
  );
  return tariff.value?.options ?? [];
}

/** What can be chosen with the car. The price beside it says what that costs. */
export function OptionList({
  terms,
  chosen,
  choose,
}: {
  readonly terms: Terms;
  readonly chosen: readonly string[];
  readonly choose: (chosen: readonly string[]) => void;
}): JSX.Element | null {
  const { words } = useApp();
  const options = useOptions(terms);
  if (options.length === 0) return null;
  return (
    <fieldset class="choice">
      <legend>{words.text('optionsTitle')}</legend>
      {options.map(({ optionId, name }) => (
        <label key={optionId} class="option">
          <input
            type="checkbox"
            checked={chosen.includes(optionId)}
            onChange={({ currentTarget: { checked } }) =>
              choose(checked ? [...chosen, optionId] : chosen.filter((one) => one !== optionId))
            }
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** What was chosen, in the words of the tariff. */
export function ChosenOptions({
  terms,
  chosen,
}: {
  readonly terms: Terms;
  readonly chosen: readonly string[];
}): JSX.Element {
  const { words } = useApp();
  const options = useOptions(terms);
  const names = chosen.map((id) => options.find(({ optionId }) => optionId === id)?.name ?? id);
  return <p class="dim">{words.text('optionsChosen', { names: names.join(', ') })}</p>;
}
