import type { JSX } from 'preact';
import { useApp } from '../shell/app-context.ts';

/** The way of an unlock: signed by the platform, answered by the car. */
export function UnlockSteps({
  isOpen,
  openedIn,
}: {
  readonly isOpen: boolean;
  /** Milliseconds. */
  readonly openedIn?: number;
}): JSX.Element {
  const { words } = useApp();
  const seconds = openedIn === undefined ? undefined : words.number(openedIn / 1000, 1);
  return (
    <div role="status">
      <ol class="steps">
        <li class="step-done">{words.text('stepAsked')}</li>
        {isOpen ? (
          <li class="step-done">
            {seconds === undefined ? words.text('stepOpen') : words.text('stepOpenIn', { seconds })}
          </li>
        ) : (
          <li>
            <span class="spinner" aria-hidden="true" /> {words.text('stepCar')}
          </li>
        )}
      </ol>
    </div>
  );
}
