import '../design/tokens.css';
import { render } from 'preact';
import { loadConfig } from '../sign-in/config.ts';
import { openSession } from '../sign-in/session.ts';

const root = document.querySelector('#app');
if (root === null) throw new Error('The page has no #app');

const session = await openSession(await loadConfig(), 'rider');
if (session !== undefined)
  render(
    <main class="alone">
      <h1>Hello, {session.subject}</h1>
      <button type="button" onClick={() => session.signOut()}>
        Sign out
      </button>
    </main>,
    root,
  );
