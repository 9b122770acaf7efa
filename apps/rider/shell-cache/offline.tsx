import type { JSX } from 'preact';
import type { Words } from '../words/words.ts';

/** What the app shows when it is opened without a network: nothing of the rider is kept on the phone. */
export function Offline({ words }: { readonly words: Words }): JSX.Element {
  return (
    <main class="alone">
      <h1>{words.text('offline')}</h1>
      <p role="status">{words.text('offlineHint')}</p>
      <button type="button" class="primary" onClick={() => location.reload()}>
        {words.text('retry')}
      </button>
    </main>
  );
}
