import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../api-gateway/read-body.ts';
import type { Cloud } from '../core/cloud.ts';
import { LocalAddresses } from '../core/local-addresses.ts';
import { type WrittenResponse, writeResponse } from '../core/write-response.ts';
import { refusalPage, SIGN_IN_POLICY, signInPage } from './sign-in-page.ts';
import {
  GrantRefused,
  isSubject,
  kindOf,
  SignInRefused,
  type SignInRequest,
  SignInRequests,
} from './sign-in-requests.ts';
import { SignInError } from './user-pools.ts';

/** Where the domains of user pools are on the local port. */
export const SIGN_IN_PATH = '/_sign-in/';

const SESSION_SECONDS = 3600;
const OURS = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/**
 * The domain of a user pool: `oauth2/authorize` and its form, `oauth2/token`, `logout`. A cookie remembers who has
 * signed in to a client, as Cognito's does, so that a page that is loaded again needs no form.
 */
export class SignInPages {
  private readonly cloud: Cloud;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
  }

  /** Where the domain is, once the port is known. `domain` is its prefix. */
  servedAt(domain: string, port: number): void {
    const { region } = this.cloud;
    this.cloud
      .part(LocalAddresses)
      .add(
        `https://${domain}.auth.${region}.amazoncognito.com`,
        () => `http://127.0.0.1:${port}${SIGN_IN_PATH}${domain}`,
      );
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    writeResponse(response, await this.answer(request));
  }

  private async answer(request: IncomingMessage): Promise<WrittenResponse> {
    // A page of another site must not reach this by a name of its own that points here.
    if (!OURS.test(request.headers.host ?? ''))
      return refused('The sign-in answers 127.0.0.1 and localhost only.');
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const endpoint = url.pathname.slice(SIGN_IN_PATH.length).split('/').slice(1).join('/');
    try {
      switch (`${request.method} ${endpoint}`) {
        case 'GET oauth2/authorize':
          return this.authorize(url.searchParams, request);
        case 'GET oauth2/continue':
          return this.continue(url.searchParams);
        case 'POST oauth2/token':
          return await this.token(request);
        case 'GET logout':
          return this.logout(url.searchParams);
        default:
          return { status: 404, headers: html, body: refusalPage('There is no such page.') };
      }
    } catch (error) {
      if (error instanceof SignInRefused) return refused(error.message);
      if (error instanceof GrantRefused) return grantRefused(error);
      if (error instanceof SignInError)
        return grantRefused(new GrantRefused('invalid_request', error.message));
      throw error;
    }
  }

  private authorize(query: URLSearchParams, { headers }: IncomingMessage): WrittenResponse {
    const request = this.cloud.part(SignInRequests).request(query);
    const known = cookieOf(headers.cookie, cookieName(request));
    if (known !== undefined && isSubject(known)) return this.lead(request, known);
    return { status: 200, headers: html, body: signInPage(request, query) };
  }

  private continue(query: URLSearchParams): WrittenResponse {
    const request = this.cloud.part(SignInRequests).request(query);
    const subject = query.get('subject') ?? '';
    if (isSubject(subject)) return this.lead(request, subject);
    const problem = 'A name is 1 to 64 letters, digits, - and _.';
    return { status: 400, headers: html, body: signInPage(request, query, problem) };
  }

  private lead(request: SignInRequest, subject: string): WrittenResponse {
    return {
      status: 302,
      headers: {
        ...common,
        location: this.cloud.part(SignInRequests).answer(request, subject),
        'set-cookie': cookie(cookieName(request), subject, SESSION_SECONDS),
      },
    };
  }

  private async token(request: IncomingMessage): Promise<WrittenResponse> {
    const body = await readBody(request);
    const form = new URLSearchParams(body === undefined ? '' : body.toString());
    const requests = this.cloud.part(SignInRequests);
    const tokens =
      form.get('grant_type') === 'client_credentials'
        ? await requests.clientTokens(domainIn(request), clientIn(request.headers.authorization, form))
        : await requests.tokens(form);
    return { status: 200, headers: json, body: JSON.stringify(tokens) };
  }

  private logout(query: URLSearchParams): WrittenResponse {
    const { client, page } = this.cloud.part(SignInRequests).logoutPage(query);
    const name = `roadstream-${kindOf(client)}`;
    return { status: 302, headers: { ...common, location: page, 'set-cookie': cookie(name, '', 0) } };
  }
}

/** Of `/_sign-in/<domain>/oauth2/token`. */
const domainIn = ({ url = '' }: IncomingMessage): string =>
  url.slice(SIGN_IN_PATH.length).split('/')[0] ?? '';

/** RFC 6749, 2.3.1: by HTTP Basic, or in the body. */
function clientIn(
  authorization: string | undefined,
  form: URLSearchParams,
): [clientId: string, secret: string] {
  const [, basic] = /^Basic\s+(\S+)$/i.exec(authorization ?? '') ?? [];
  if (basic === undefined) return [form.get('client_id') ?? '', form.get('client_secret') ?? ''];
  const [clientId = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return [decodeURIComponent(clientId), decodeURIComponent(secret.join(':'))];
}

const common = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };
const html = {
  ...common,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': SIGN_IN_POLICY,
  'x-content-type-options': 'nosniff',
};
const json = { ...common, 'content-type': 'application/json' };

function refused(why: string): WrittenResponse {
  return { status: 400, headers: html, body: refusalPage(why) };
}

function grantRefused({ error, message }: GrantRefused): WrittenResponse {
  return { status: 400, headers: json, body: JSON.stringify({ error, error_description: message }) };
}

/** One for each kind, so that a rider and an operator can be signed in side by side. */
function cookieName({ client }: SignInRequest): string {
  return `roadstream-${kindOf(client)}`;
}

function cookie(name: string, value: string, seconds: number): string {
  return `${name}=${value}; Path=${SIGN_IN_PATH}; Max-Age=${seconds}; HttpOnly; SameSite=Lax`;
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  return (header ?? '')
    .split(';')
    .map((part) => part.trim().split('='))
    .find(([key]) => key === name)?.[1];
}
