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

/** Throws when the site has no configuration. */
export async function loadConfig(): Promise<SiteConfig> {
  const response = await fetch('/config.json', { cache: 'no-cache' });
  if (!response.ok) throw new Error(`/config.json is answered with ${response.status}`);
  return (await response.json()) as SiteConfig;
}
