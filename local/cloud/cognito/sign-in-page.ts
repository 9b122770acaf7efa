import { createHash } from 'node:crypto';
import { Html, html } from '../console/html.ts';
import { kindOf, type SignInRequest } from './sign-in-requests.ts';
import { WITHOUT_SECOND_FACTOR } from './user-pools.ts';

/** The sign-in page: who somebody wants to be. There are no passwords, since whoever is here may be anybody. */

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.45 system-ui, sans-serif; }
body { margin: 0; background: light-dark(#f5f6f8, #12151a); color: light-dark(#171a1f, #eef1f5); }
main { max-width: 26rem; margin: 0 auto; padding: 2.5rem 1.2rem; display: grid; gap: 1rem; }
h1 { font-size: 1.4rem; margin: 0; } p { margin: 0; color: light-dark(#565e6b, #a6b0be); }
form { display: grid; gap: .6rem; } label { display: grid; gap: .3rem; }
button, input { font: inherit; padding: .7rem .9rem; border-radius: 10px; border: 1px solid light-dark(#8b94a3, #626c7a);
  background: light-dark(#fff, #242a33); color: inherit; text-align: left; }
button { cursor: pointer; } button b { display: block; } button span { color: light-dark(#565e6b, #a6b0be); }
button.go { background: light-dark(#0b57d0, #8ab4ff); color: light-dark(#fff, #0a1a33); text-align: center; border: 0; }
:focus-visible { outline: 3px solid light-dark(#0b57d0, #8ab4ff); outline-offset: 2px; }
`;

const styleElement = new Html(STYLE);

/** Only its own style; the form leads to this server, which leads back to the page. */
export const SIGN_IN_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

interface Person {
  readonly id: string;
  readonly about: string;
}

/** People to be, by the kind of principal. */
const PEOPLE: Readonly<Record<string, readonly Person[]>> = {
  rider: [
    { id: 'ana', about: 'a rider' },
    { id: 'ben', about: 'another rider, in a second window' },
  ],
  operator: [
    { id: 'olga', about: 'watches the fleet' },
    { id: 'otto', about: 'another operator' },
    { id: WITHOUT_SECOND_FACTOR, about: 'an operator without a second factor, who may do nothing yet' },
  ],
};

export function signInPage(request: SignInRequest, query: URLSearchParams, problem?: string): string {
  const kind = kindOf(request.client);
  const hidden = [...query]
    .filter(([name]) => name !== 'subject')
    .map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  const people = (PEOPLE[kind] ?? []).map(
    ({ id, about }) => html`<button name="subject" value="${id}"><b>${id}</b><span>${about}</span></button>`,
  );
  return page(
    'Sign in',
    html`<h1>Sign in as ${kind}</h1>
<p>Roadstream runs on this computer, so there are no passwords: choose who you want to be.</p>
${problem === undefined ? undefined : html`<p role="alert">${problem}</p>`}
<form method="get" action="continue">${hidden}${people}</form>
<form method="get" action="continue">${hidden}
<label>Somebody else <input name="subject" required maxlength="64" pattern="[A-Za-z0-9][A-Za-z0-9_\\-]*" autocomplete="off" title="Letters, digits, - and _"></label>
<button class="go">Continue</button></form>`,
  );
}

export function refusalPage(why: string): string {
  return page(
    'Sign-in refused',
    html`<h1>This sign-in is refused</h1><p role="alert">${why}</p><p><a href="/">Go to the start page</a></p>`,
  );
}

function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Roadstream</title>
<style>${styleElement}</style>
</head>
<body><main>${body}</main></body>
</html>
`.text;
}
