import '../design/tokens.css';
import './rider.css';
import { render } from 'preact';
import { loadConfig } from '../sign-in/config.ts';
import { beginSignIn, openSession } from '../sign-in/session.ts';
import { App } from './app.tsx';
import { Rider } from './shell/rider.ts';
import { chosenLanguage, Words } from './words/words.ts';

const root = document.querySelector('#app');
if (root === null) throw new Error('The page has no #app');

const words = await Words.of(chosenLanguage());
try {
  const config = await loadConfig();
  const session = await openSession(config, 'rider');
  if (session !== undefined) render(<App rider={new Rider(config, session)} first={words} />, root);
} catch (error) {
  const again = (): void => {
    void loadConfig().then(
      (config) => beginSignIn(config, 'rider'),
      () => location.reload(),
    );
  };
  render(
    <main class="alone">
      <h1>{words.text('signInFailed')}</h1>
      <p role="alert">{words.problem(error)}</p>
      <button type="button" class="primary" onClick={again}>
        {words.text('signInAgain')}
      </button>
    </main>,
    root,
  );
}
