import '../design/tokens.css';
import { render } from 'preact';

const root = document.querySelector('#app');
if (root === null) throw new Error('The page has no #app');

render(
  <main class="alone">
    <h1>Roadstream</h1>
    <p class="dim">The open platform for connected-car services.</p>
    <a class="button primary" href="/rider/">
      Be a rider
    </a>
    <a class="button" href="/console/">
      Be an operator
    </a>
    <a class="button" href="/docs/">
      Read about the API
    </a>
  </main>,
  root,
);
