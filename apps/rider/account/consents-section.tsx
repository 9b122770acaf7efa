import type { RidersPurpose } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Failure } from '../shell/loaded.tsx';
import type { OwnData } from '../shell/rider.ts';
import { CONSENT_TEXT_VERSION, hasConsented } from './consents.ts';

const PURPOSES = ['OFFERS', 'NEWS', 'DRIVING_SCORE', 'PARTNERS'] as const satisfies readonly RidersPurpose[];

/** What the rider allows, purpose by purpose. */
export function ConsentsSection({ me }: { readonly me: OwnData }): JSX.Element {
  const { rider, words } = useApp();
  /** What was switched and is not confirmed yet. */
  const [wanted, setWanted] = useState<{ readonly purpose: RidersPurpose; readonly give: boolean }>();
  const [error, setError] = useState<unknown>();
  const change = async (purpose: RidersPurpose, give: boolean): Promise<void> => {
    setWanted({ purpose, give });
    setError(undefined);
    try {
      await (give
        ? rider.client.giveConsent({ purpose, textVersion: CONSENT_TEXT_VERSION })
        : rider.client.withdrawConsent({ purpose }));
      await rider.readMe();
    } catch (problem) {
      setError(problem);
    } finally {
      setWanted(undefined);
    }
  };
  return (
    <section class="card" aria-labelledby="consents">
      <h2 id="consents">{words.text('consentsTitle')}</h2>
      <p class="dim">{words.text('consentsHint')}</p>
      {PURPOSES.map((purpose) => (
        <label key={purpose} class="option">
          <input
            type="checkbox"
            role="switch"
            checked={wanted?.purpose === purpose ? wanted.give : hasConsented(me, purpose)}
            disabled={wanted !== undefined}
            onChange={({ currentTarget }) => void change(purpose, currentTarget.checked)}
          />
          <span>{words.text(`consent${purpose}`)}</span>
        </label>
      ))}
      {error === undefined ? undefined : <Failure error={error} />}
    </section>
  );
}
