/** Where the API listens when nobody says otherwise. */
export const DEFAULT_HTTP_PORT = 8080;

/** A command to type for the platform at this port: with the port where it is not the usual one. */
export function toolCommand(command: string, httpPort: number): string {
  const port = httpPort === DEFAULT_HTTP_PORT ? '' : ` --http-port ${httpPort}`;
  return `npm run cli -- ${command}${port}`;
}
