import './rider.css';
import { type JSX, render } from 'preact';
import { loadConfig, SiteUnreachable } from '../sign-in/config.ts';
import { beginSignIn, openSession } from '../sign-in/session.ts';
import { App } from './app.tsx';
import { Rider } from './shell/rider.ts';
import { Offline } from './shell-cache/offline.tsx';
import { chosenLanguage, Words } from './words/words.ts';

const root = document.querySelector('#app');
if (root === null) throw new Error('The page has no #app');

const words = await Words.of(chosenLanguage());
try {
  const config = await loadConfig();
  const session = await openSession(config, 'rider');
  if (session !== undefined) render(<App rider={new Rider(config, session)} first={words} />, root);
} catch (error) {
  if (error instanceof SiteUnreachable) {
    render(<Offline words={words} />, root);
    window.addEventListener('online', () => location.reload());
  } else render(<NotSignedIn error={error} />, root);
}

if ('serviceWorker' in navigator)
  // Without it the app works all the same, as long as there is a network.
  void navigator.serviceWorker.register('/rider/service-worker.js').catch(() => undefined);

function NotSignedIn({ error }: { readonly error: unknown }): JSX.Element {
  const again = (): void => {
    void loadConfig().then(
      (config) => beginSignIn(config, 'rider'),
      () => location.reload(),
    );
  };
  return (
    <main class="alone">
      <h1>{words.text('signInFailed')}</h1>
      <p role="alert">{words.problem(error)}</p>
      <button type="button" class="primary" onClick={again}>
        {words.text('signInAgain')}
      </button>
    </main>
  );
}
