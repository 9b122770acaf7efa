import type { JSX } from 'preact';
import { useApp } from '../shell/app-context.ts';
import { ActionButton, useLoaded } from '../shell/loaded.tsx';
import type { OwnData } from '../shell/rider.ts';
import { forgetKey, keptKey, makeKey, proofOf } from './phone-keys.ts';

/** The phones that are keys, and the way to make this one a key. */
export function PhoneKeySection({ me }: { readonly me: OwnData }): JSX.Element {
  const { rider, words } = useApp();
  const { subject } = rider.session;
  const [kept, again] = useLoaded(() => keptKey(subject), subject);
  const here = me.phoneKeys.find(({ thumbprint }) => thumbprint === kept.value?.thumbprint);
  const make = async (): Promise<void> => {
    const key = await makeKey(subject);
    const { challenge } = await rider.client.getPhoneChallenge();
    await rider.client.registerPhoneKey({ proof: await proofOf(key, subject, challenge) });
    await rider.readMe();
    again();
  };
  const revoke = async (phoneKeyId: string): Promise<void> => {
    await rider.client.revokePhoneKey({ phoneKeyId });
    if (phoneKeyId === here?.phoneKeyId) await forgetKey(subject);
    await rider.readMe();
    again();
  };
  return (
    <section class="card" aria-labelledby="phone-key">
      <h2 id="phone-key">{words.text('phoneKeyTitle')}</h2>
      <p class="dim">{words.text('phoneKeyHint')}</p>
      {me.phoneKeys.length === 0 ? <p>{words.text('phoneKeyNone')}</p> : undefined}
      <ul class="plain">
        {me.phoneKeys.map(({ phoneKeyId, thumbprint, name, registeredAt }) => (
          <li key={phoneKeyId} class="row">
            <span>
              {phoneKeyId === here?.phoneKeyId
                ? words.text('phoneKeyHere')
                : (name ?? thumbprint.slice(0, 8))}{' '}
              <span class="dim">{words.text('phoneKeySince', { date: words.date(registeredAt) })}</span>
            </span>
            <ActionButton class="small danger" action={() => revoke(phoneKeyId)}>
              {words.text('phoneKeyRevoke')}
            </ActionButton>
          </li>
        ))}
      </ul>
      {here === undefined && kept.state === 'ready' ? (
        <ActionButton action={make}>{words.text('phoneKeyMake')}</ActionButton>
      ) : undefined}
    </section>
  );
}
