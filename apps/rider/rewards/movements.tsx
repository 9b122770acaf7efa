import type { MovementReason, PointsLine } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useApp, useSnapshot } from '../shell/app-context.ts';
import { firstOf } from '../shell/first-of.ts';
import { Failure, Loading, useLoaded } from '../shell/loaded.tsx';
import type { Word, Words } from '../words/words.ts';

const PAGE = 20;

/** Every movement of the points with its reason, newest first. */
export function Movements(): JSX.Element {
  const { rider, words } = useApp();
  const { pointsTurn } = useSnapshot();
  const [shown, show] = useState(PAGE);
  const [lines, again] = useLoaded(
    (signal) => firstOf(rider.client.listPoints({ limit: PAGE }, { signal }), shown + 1),
    `${pointsTurn}/${shown}`,
  );
  return (
    <>
      <h2>{words.text('movementsTitle')}</h2>
      {lines.state === 'loading' ? <Loading /> : undefined}
      {lines.state === 'failed' ? <Failure error={lines.error} retry={again} /> : undefined}
      {lines.value?.length === 0 ? <p class="dim">{words.text('movementsNone')}</p> : undefined}
      <ul class="plain">
        {lines.value?.slice(0, shown).map((line) => (
          <li key={line.movementId} class="row">
            <span>
              {reasonText(line.reason, words)}
              <span class="block dim">
                {words.time(line.time)}
                {'rentalId' in line.reason ? (
                  <>
                    {' · '}
                    <a href={`#/trips/${line.reason.rentalId}`}>{words.text('receiptTitle')}</a>
                  </>
                ) : undefined}
              </span>
            </span>
            <span class="number">{changeOf(line, words)}</span>
          </li>
        ))}
      </ul>
      {(lines.value?.length ?? 0) > shown ? (
        <button type="button" onClick={() => show(shown + PAGE)}>
          {words.text('tripsMore')}
        </button>
      ) : undefined}
    </>
  );
}

/** What the member has more or less; of points that only changed their place, how many, without a sign. */
function changeOf({ pending, active, reserved, owed }: PointsLine, words: Words): string {
  const change = pending + active + reserved - owed;
  if (change > 0) return `+${words.number(change)}`;
  return words.number(change < 0 ? change : Math.abs(active));
}

const REASONS: Readonly<Record<Exclude<MovementReason['code'], 'ADJUSTED'>, Word>> = {
  EARNED: 'movedEarned',
  ACTIVATED: 'movedActivated',
  REVERSED: 'movedReversed',
  RESERVED: 'movedReserved',
  SPENT: 'movedSpent',
  RETURNED: 'movedReturned',
  EXPIRED: 'movedExpired',
  GRANTED: 'movedGranted',
  FORFEITED: 'movedForfeited',
  TRANSFER_REQUESTED: 'movedTransferRequested',
  TRANSFERRED: 'movedTransferred',
  TRANSFER_REFUSED: 'movedTransferRefused',
  RECEIVED: 'movedReceived',
};

function reasonText(reason: MovementReason, words: Words): string {
  if (reason.code === 'ADJUSTED') return words.text('movedAdjusted', { text: reason.text });
  return words.text(REASONS[reason.code]);
}
