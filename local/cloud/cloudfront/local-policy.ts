/**
 * A content security policy as it must be here: hosts of AWS that the templates name are this computer's ports, over
 * HTTP. All other sources stay as they are.
 */
export function localPolicy(policy: string, region: string): string {
  const isOfAws = (host: string): boolean =>
    host.endsWith('.amazonaws.com') || host.endsWith(`.${region}.amazoncognito.com`);
  const local = (source: string): string => {
    const [, scheme, host = ''] = /^(https|wss):\/\/([^/]+)/.exec(source) ?? [];
    if (scheme === undefined || !isOfAws(host)) return source;
    return scheme === 'https' ? 'http://127.0.0.1:*' : 'ws://127.0.0.1:*';
  };
  return policy
    .split(';')
    .map((directive) => [...new Set(directive.trim().split(/\s+/).map(local))].join(' '))
    .join('; ');
}
