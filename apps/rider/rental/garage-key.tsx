import type { Rental } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { keptKey } from '../account/phone-keys.ts';
import { useApp, useSnapshot } from '../shell/app-context.ts';
import { ActionButton, useLoaded } from '../shell/loaded.tsx';

const LOOK_AGAIN_MS = 700;
const LONGEST_MS = 20_000;

/** A grant for this phone, which opens the car where there is no network. Only for a phone that is a key. */
export function GarageKey({ rental }: { readonly rental: Rental }): JSX.Element | null {
  const { rider, words } = useApp();
  const { me } = useSnapshot();
  const [key] = useLoaded(() => keptKey(rider.session.subject), rider.session.subject);
  const [until, setUntil] = useState<string>();
  const { rentalId } = rental;
  const own =
    me === undefined || me === 'stranger' || key.value === undefined
      ? undefined
      : me.phoneKeys.find(({ thumbprint }) => thumbprint === key.value?.thumbprint);
  if (own === undefined) return null;
  const get = async (): Promise<void> => {
    const deadline = performance.now() + LONGEST_MS;
    let grant = await rider.client.requestGrant({ rentalId, phoneKeyId: own.phoneKeyId });
    while (grant.state === 'PENDING' && performance.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      grant = await rider.client.getGrant({ rentalId, grantId: grant.grantId });
    }
    if (grant.state !== 'ISSUED' || grant.expires === undefined)
      throw new Error(words.text('grantDenied', { reason: grant.reason ?? grant.state }));
    setUntil(grant.expires);
  };
  if (until !== undefined)
    return (
      <p class="notice good-notice" role="status">
        {words.text('grantUntil', { time: words.time(until) })}
      </p>
    );
  return (
    <ActionButton class="small" busy={words.text('grantPending')} action={get}>
      {words.text('grantGet')}
    </ActionButton>
  );
}
