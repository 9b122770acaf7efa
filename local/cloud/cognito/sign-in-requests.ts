import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Cloud } from '../core/cloud.ts';
import { LocalAddresses } from '../core/local-addresses.ts';
import { own } from '../core/plain-value.ts';
import { type PoolClient, SignInError, type Subject, UserPools } from './user-pools.ts';

/** The endpoints of a user pool's domain, without their form: the code grant with PKCE, and refresh tokens. */

/** A request that must not lead back to any page: the client or its page is not known. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
}

/** What the token endpoint answers with 400, by OAuth's names. */
export class GrantRefused extends Error {
  override readonly name = 'GrantRefused';
  readonly error: 'invalid_request' | 'invalid_client' | 'invalid_grant' | 'unsupported_grant_type';
  constructor(error: GrantRefused['error'], message: string) {
    super(message);
    this.error = error;
  }
}

/** What a page asked for, checked. */
export interface SignInRequest {
  readonly client: PoolClient;
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly challenge: string;
}

/** Groups whose users may have the tokens of a kind: what an administrator does in Cognito, here given by the kind. */
const GROUPS: Readonly<Record<string, readonly string[]>> = { operator: ['operators'] };

const SUBJECT = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;
const CODE_MS = 5 * 60_000;

interface Code {
  readonly request: SignInRequest;
  readonly subject: Subject;
  readonly expiresAt: number;
}

interface Refresh {
  readonly client: PoolClient;
  readonly subject: Subject;
}

export interface IssuedTokens {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
}

/** The kind of principal that a client is for, by its scope, such as `rider`. */
export function kindOf({ scopes }: PoolClient): string {
  return scopes.find((scope) => scope.includes('/'))?.split('/')[1] ?? '';
}

/** Whether somebody may be called this: 1 to 64 letters, digits, - and _. */
export function isSubject(text: string): boolean {
  return SUBJECT.test(text);
}

export function subjectOf(id: string, kind: string): Subject {
  return { id, groups: own(GROUPS, kind) ?? [] };
}

export class SignInRequests {
  private readonly cloud: Cloud;
  private readonly codes = new Map<string, Code>();
  private readonly refreshes = new Map<string, Refresh>();

  constructor(cloud: Cloud) {
    this.cloud = cloud;
  }

  /** Reads `/oauth2/authorize`. Throws SignInRefused. */
  request(query: URLSearchParams): SignInRequest {
    const client = this.cloud.part(UserPools).client(query.get('client_id') ?? '');
    if (client === undefined) throw new SignInRefused('There is no app client with this client_id.');
    const redirectUri = query.get('redirect_uri') ?? '';
    this.requireAllowed(client.callbackUrls, redirectUri);
    const challenge = query.get('code_challenge') ?? '';
    if (query.get('response_type') !== 'code')
      throw new SignInRefused('The app client has only the code grant: response_type=code.');
    if (query.get('code_challenge_method') !== 'S256' || !CHALLENGE.test(challenge))
      throw new SignInRefused('A public app client must use PKCE: code_challenge with S256.');
    return { client, redirectUri, state: query.get('state') ?? undefined, challenge };
  }

  /** Where `/logout` leads. Throws SignInRefused. */
  logoutPage(query: URLSearchParams): { readonly client: PoolClient; readonly page: string } {
    const client = this.cloud.part(UserPools).client(query.get('client_id') ?? '');
    if (client === undefined) throw new SignInRefused('There is no app client with this client_id.');
    const page = query.get('logout_uri') ?? '';
    this.requireAllowed(client.logoutUrls, page);
    return { client, page };
  }

  /** Somebody has signed in: the URL of the page, with a code for it. */
  answer(request: SignInRequest, id: string): string {
    const code = randomBytes(24).toString('base64url');
    this.codes.set(code, {
      request,
      subject: subjectOf(id, kindOf(request.client)),
      expiresAt: this.cloud.clock.now() + CODE_MS,
    });
    const url = new URL(request.redirectUri);
    url.searchParams.set('code', code);
    if (request.state !== undefined) url.searchParams.set('state', request.state);
    return url.href;
  }

  /** Answers `/oauth2/token`. Throws GrantRefused. */
  async tokens(form: URLSearchParams): Promise<IssuedTokens> {
    const grant = form.get('grant_type');
    if (grant === 'authorization_code') return this.redeem(form);
    if (grant === 'refresh_token') return this.refresh(form);
    throw new GrantRefused(
      'unsupported_grant_type',
      'grant_type is authorization_code, refresh_token or client_credentials',
    );
  }

  /** A token for an app client itself, by its id and secret. Throws GrantRefused. */
  async clientTokens(domain: string, [clientId, secret]: readonly [string, string]): Promise<IssuedTokens> {
    const pools = this.cloud.part(UserPools);
    try {
      const token = await pools.clientToken(pools.poolWithDomain(domain), clientId, secret);
      return { access_token: token, token_type: 'Bearer', expires_in: 3600 };
    } catch (error) {
      if (error instanceof SignInError) throw new GrantRefused('invalid_client', error.message);
      throw error;
    }
  }

  private async redeem(form: URLSearchParams): Promise<IssuedTokens> {
    const key = form.get('code') ?? '';
    const code = this.codes.get(key);
    // A code is of use once, also when what comes with it is wrong.
    this.codes.delete(key);
    if (code === undefined || code.expiresAt < this.cloud.clock.now())
      throw new GrantRefused('invalid_grant', 'The code is unknown, used, or older than five minutes');
    const { request, subject } = code;
    if (form.get('client_id') !== request.client.clientId)
      throw new GrantRefused('invalid_client', 'The code was given to another client');
    if (form.get('redirect_uri') !== request.redirectUri)
      throw new GrantRefused('invalid_grant', 'The redirect_uri is not that of the sign-in');
    const given = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest();
    const expected = Buffer.from(request.challenge, 'base64url');
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new GrantRefused('invalid_grant', 'The code_verifier is not that of the code_challenge');
    const refresh = randomBytes(32).toString('base64url');
    this.refreshes.set(refresh, { client: request.client, subject });
    return { ...(await this.issue(request.client, subject)), refresh_token: refresh };
  }

  private async refresh(form: URLSearchParams): Promise<IssuedTokens> {
    const known = this.refreshes.get(form.get('refresh_token') ?? '');
    if (known === undefined || form.get('client_id') !== known.client.clientId)
      throw new GrantRefused('invalid_grant', 'The refresh token is unknown, or of another client');
    return this.issue(known.client, known.subject);
  }

  private async issue(client: PoolClient, subject: Subject): Promise<IssuedTokens> {
    const access_token = await this.cloud.part(UserPools).issueAccessToken(client, subject);
    return { access_token, token_type: 'Bearer', expires_in: client.accessTokenSeconds };
  }

  /** Only pages that the templates name get codes. */
  private requireAllowed(allowed: readonly string[], page: string): void {
    const addresses = this.cloud.part(LocalAddresses);
    if (allowed.some((url) => url === page || addresses.localized(url) === page)) return;
    throw new SignInRefused(
      `The app client does not allow the page ${page}; it allows ${allowed.map((url) => addresses.localized(url)).join(', ')}.`,
    );
  }
}
