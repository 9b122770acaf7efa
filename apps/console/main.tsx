import '../design/tokens.css';
import './console.css';
import { createClient } from '@roadstream/sdk';
import { render } from 'preact';
import { speakPage } from '../design/language.ts';
import { explained } from '../design/loading.ts';
import { loadConfig } from '../sign-in/config.ts';
import { openSession, type Session } from '../sign-in/session.ts';
import { Console } from './Console.tsx';
import { Fleet } from './fleet/fleet.ts';
import { History } from './now/history.ts';
import { text } from './texts.ts';

/** Signed in, and yet no operator: it is said once, instead of by each request. */
function NoOperator({ session }: { readonly session: Session }) {
  return (
    <main class="alone">
      <h1>{text('noOperator', { who: session.subject })}</h1>
      <p>{text('noOperator.why')}</p>
      <p>
        <button type="button" onClick={() => session.signOut()}>
          {text('signOut', { who: session.subject })}
        </button>
      </p>
    </main>
  );
}

const root = document.querySelector('#app');
if (root === null) throw new Error('The page has no #app');

speakPage();
document.title = text('title');
try {
  const config = await loadConfig();
  const session = await openSession(config, 'operator');
  if (session?.isAllowed === false) {
    render(<NoOperator session={session} />, root);
  } else if (session !== undefined) {
    const fleet = new Fleet(
      createClient({ baseUrl: config.api, token: (refused) => session.token(refused) }),
    );
    const history = new History(fleet);
    fleet.start();
    render(<Console fleet={fleet} history={history} session={session} />, root);
  }
} catch (error) {
  render(
    <main class="alone">
      <h1>{text('title')}</h1>
      <p role="alert" class="bad">
        {text('signInFailed', { why: explained(error).why })}
      </p>
      <p>
        <a class="button" href="/console/">
          {text('tryAgain')}
        </a>
      </p>
    </main>,
    root,
  );
}
