import type { SiteConfig } from './config.ts';
import { challengeOf, randomText } from './pkce.ts';

/** Somebody who has signed in. Tokens are in memory only: a page that is loaded again signs in again, without a form. */
export interface Session {
  /** The id of the user. */
  readonly subject: string;
  /** Whether the token is good for what the page is for: that of an operator without a second factor is not. */
  readonly isAllowed: boolean;
  /**
   * A valid access token, renewed when it is about to expire or was refused. Begins a new sign-in when it cannot be.
   */
  token(refused?: string): Promise<string>;
  /** Ends the session here and at the sign-in page. Leaves the page. */
  signOut(): void;
}

type Kind = 'rider' | 'operator';

interface Tokens {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly expires_in: number;
}

interface Begun {
  readonly state: string;
  readonly verifier: string;
  /** Where in the app the user was. */
  readonly hash: string;
}

/** A token is renewed this long before it expires. */
const EARLY_MS = 60_000;
const begunKey = (kind: Kind): string => `roadstream-sign-in-${kind}`;
/** The page itself, without query and fragment: what the app client allows. */
const pageUrl = (): string => `${location.origin}${location.pathname}`;

/**
 * The session of this page: answers the code that the sign-in page has sent with, or goes to the sign-in page.
 * Undefined when the user is not signed in and `mayLeave` is false.
 */
export async function openSession(
  config: SiteConfig,
  kind: Kind,
  mayLeave = true,
): Promise<Session | undefined> {
  const query = new URLSearchParams(location.search);
  const begun = takeBegun(kind);
  const code = query.get('code');
  if (query.has('code') || query.has('error'))
    history.replaceState(null, '', `${location.pathname}${begun?.hash ?? location.hash}`);
  if (query.has('error')) throw new SignInFailed(query.get('error_description') ?? query.get('error') ?? '');
  if (code === null || begun === undefined || query.get('state') !== begun.state) {
    if (mayLeave) await beginSignIn(config, kind);
    return undefined;
  }
  const tokens = await requestTokens(config, {
    grant_type: 'authorization_code',
    client_id: config.signIn.clients[kind],
    code,
    redirect_uri: pageUrl(),
    code_verifier: begun.verifier,
  });
  return session(config, kind, tokens);
}

/** The sign-in page has refused, or cannot be reached. */
export class SignInFailed extends Error {
  override readonly name = 'SignInFailed';
}

/** Leaves the page for the sign-in page. */
export async function beginSignIn(config: SiteConfig, kind: Kind): Promise<void> {
  const begun: Begun = { state: randomText(), verifier: randomText(), hash: location.hash };
  // Not a token: it is of no use without the code, which goes with the page's URL.
  sessionStorage.setItem(begunKey(kind), JSON.stringify(begun));
  const url = new URL(`${config.signIn.url}/oauth2/authorize`);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: config.signIn.clients[kind],
    redirect_uri: pageUrl(),
    scope: `openid roadstream/${kind}`,
    state: begun.state,
    code_challenge: await challengeOf(begun.verifier),
    code_challenge_method: 'S256',
  }).toString();
  location.assign(url);
}

function takeBegun(kind: Kind): Begun | undefined {
  const text = sessionStorage.getItem(begunKey(kind));
  sessionStorage.removeItem(begunKey(kind));
  return text === null ? undefined : (JSON.parse(text) as Begun);
}

async function requestTokens(
  { signIn }: SiteConfig,
  parameters: Readonly<Record<string, string>>,
): Promise<Tokens> {
  const response = await fetch(`${signIn.url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(parameters),
  });
  if (!response.ok) throw new SignInFailed(`The sign-in is answered with ${response.status}`);
  return (await response.json()) as Tokens;
}

function session(config: SiteConfig, kind: Kind, first: Tokens): Session {
  let tokens = first;
  let expiresAt = performance.now() + first.expires_in * 1000;
  let renewal: Promise<string> | undefined;
  const client_id = config.signIn.clients[kind];
  const claims = claimsOf(first.access_token);
  const renew = async (): Promise<string> => {
    const { refresh_token = '' } = tokens;
    try {
      const fresh = await requestTokens(config, { grant_type: 'refresh_token', client_id, refresh_token });
      tokens = { refresh_token, ...fresh };
    } catch (error) {
      if (error instanceof SignInFailed) await beginSignIn(config, kind);
      throw error;
    }
    expiresAt = performance.now() + tokens.expires_in * 1000;
    return tokens.access_token;
  };
  return {
    subject: claims.sub,
    isAllowed: (claims.scope ?? '').split(' ').includes(`roadstream/${kind}`),
    token: async (refused) => {
      const isGood = refused !== tokens.access_token && performance.now() < expiresAt - EARLY_MS;
      if (isGood) return tokens.access_token;
      renewal ??= renew().finally(() => {
        renewal = undefined;
      });
      return renewal;
    },
    signOut: () => {
      const url = new URL(`${config.signIn.url}/logout`);
      url.search = new URLSearchParams({ client_id, logout_uri: pageUrl() }).toString();
      location.assign(url);
    },
  };
}

interface Claims {
  readonly sub: string;
  readonly scope?: string;
}

/** Reads the token only to show who is signed in, and for what; the API checks it. */
function claimsOf(token: string): Claims {
  const [, payload = ''] = token.split('.');
  const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (letter) =>
    letter.charCodeAt(0),
  );
  return JSON.parse(new TextDecoder().decode(bytes)) as Claims;
}
