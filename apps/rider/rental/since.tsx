import type { JSX } from 'preact';
import { useApp, useSeconds } from '../shell/app-context.ts';

/** How long something goes on already, second by second. */
export function Since({
  time,
  label,
}: {
  readonly time: string | undefined;
  readonly label: string;
}): JSX.Element {
  const { words } = useApp();
  const now = useSeconds();
  return (
    <p class="row">
      <span>{label}</span>
      <strong class="number clock" role="timer">
        {time === undefined ? '…' : words.countdown((now - Date.parse(time)) / 1000)}
      </strong>
    </p>
  );
}
