import '../design/tokens.css';
import './start.css';
import { type JSX, render } from 'preact';
import { language, speakPage } from '../design/language.ts';
import { texts } from './texts.ts';

const root = document.querySelector('#app');
if (root === null) throw new Error('The page has no #app');

const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(location.hostname);
/** The command line finds the platform by itself at this port only. */
const USUAL_PORT = '8080';
const port = location.port === USUAL_PORT ? '' : ` --http-port ${location.port}`;

/** What a partner does first, on the computer of the platform. */
const PARTNERS_COMMANDS = [
  `npm run -s cli -- partner add 'Hotel Andorra' --kind HOTEL${port}`,
  `npm run -s cli -- token --partner ptn_…${port}`,
  `npm run -s cli -- endpoint add http://localhost:9000/hooks --partner ptn_…${port}`,
].join('\n');

function Start(): JSX.Element {
  return (
    <main class="alone">
      <h1>Roadstream</h1>
      <p class="dim">{texts('claim')}</p>
      <section class="card way">
        <p>{texts('rider')}</p>
        {isLocal ? <p class="dim">{texts('riders')}</p> : undefined}
        <a class="button primary" href="/rider/">
          {texts('beRider')}
        </a>
      </section>
      <section class="card way">
        <p>{texts('operator')}</p>
        {isLocal ? <p class="dim">{texts('operators')}</p> : undefined}
        <a class="button" href="/console/">
          {texts('beOperator')}
        </a>
      </section>
      <section class="card way" aria-labelledby="partner">
        <h2 id="partner">{texts('bePartner')}</h2>
        <p>{texts('partner')}</p>
        {isLocal ? (
          <>
            <p class="dim">{texts('partners')}</p>
            {/* It may be wider than a phone, and is scrolled by keyboard too. */}
            <pre tabIndex={0} aria-label={texts('commands')}>
              <code>{PARTNERS_COMMANDS}</code>
            </pre>
          </>
        ) : (
          <p class="dim">{texts('partnersElsewhere')}</p>
        )}
        <p class="dim">{texts('webhooks')}</p>
        <p lang="en">
          <code>docs/webhooks.md</code>
        </p>
      </section>
      <a class="button" href="/docs/">
        {texts('readApi')}
      </a>
    </main>
  );
}

speakPage();
document.title = language === 'de' ? 'Roadstream: Start' : 'Roadstream';
render(<Start />, root);
