import type { Push } from '@roadstream/sdk';
import { timeOfDay } from '../../design/language.ts';
import { text } from '../texts.ts';
import { eventDetail, eventName, isFailure } from './event-text.ts';

/** Pushes, newest first. */
export function Events({ of: pushes }: { readonly of: readonly Push[] }) {
  if (pushes.length === 0) return <p class="dim">{text('noEvents')}</p>;
  // Rooms are heard of side by side, so the sequence is not the order of time.
  const inOrder = pushes.toSorted((a, b) => b.time.localeCompare(a.time));
  return (
    <ol class="events">
      {inOrder.map((push) => (
        <li key={push.id}>
          <time class="dim number" dateTime={push.time}>
            {timeOfDay(push.time)}
          </time>
          <span class={isFailure(push) ? 'bad' : undefined}>
            {eventName(push)} <span class="dim">{eventDetail(push)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
