import type { JSX } from 'preact';
import { CONSENT_TEXT_VERSION, hasConsented } from '../account/consents.ts';
import { useApp, useSnapshot } from '../shell/app-context.ts';
import { ActionButton } from '../shell/loaded.tsx';

/** Asks for a consent where it matters, as long as it is not given. */
export function ConsentQuestion({
  purpose,
}: {
  readonly purpose: 'OFFERS' | 'PARTNERS';
}): JSX.Element | null {
  const { rider, words } = useApp();
  const { me } = useSnapshot();
  if (me === undefined || me === 'stranger' || hasConsented(me, purpose)) return null;
  const give = async (): Promise<void> => {
    await rider.client.giveConsent({ purpose, textVersion: CONSENT_TEXT_VERSION });
    await rider.readMe();
  };
  return (
    <section class="card" aria-labelledby={`ask-${purpose}`}>
      <h2 id={`ask-${purpose}`}>{words.text(`ask${purpose}`)}</h2>
      <p>{words.text(`consent${purpose}`)}</p>
      <p class="dim">{words.text('consentsHint')}</p>
      <ActionButton action={give}>{words.text('consentGive')}</ActionButton>
    </section>
  );
}
