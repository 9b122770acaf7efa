/** Where everything is: `/config.json`, written when the site is deployed. */
export interface SiteConfig {
  /** The base URL of the API. */
  readonly api: string;
  /** The URL of the WebSocket API. */
  readonly socket: string;
  readonly signIn: {
    readonly url: string;
    /** The ids of the app clients. */
    readonly clients: Readonly<Record<'rider' | 'operator', string>>;
  };
}

/** The site does not answer: there is no network. */
export class SiteUnreachable extends Error {
  override readonly name = 'SiteUnreachable';
}

/** Throws when the site has no configuration, and SiteUnreachable when it does not answer. */
export async function loadConfig(): Promise<SiteConfig> {
  const response = await fetch('/config.json', { cache: 'no-cache' }).catch((cause: unknown) => {
    throw new SiteUnreachable('The site does not answer', { cause });
  });
  if (!response.ok) throw new Error(`/config.json is answered with ${response.status}`);
  return (await response.json()) as SiteConfig;
}
