import { DEFAULT_PORTS } from './ports.ts';

/** A command to type for the platform at this port: with the port unless it is the default. */
export function toolCommand(command: string, httpPort: number): string {
  const port = httpPort === DEFAULT_PORTS.http ? '' : ` --http-port ${httpPort}`;
  return `npm run cli -- ${command}${port}`;
}
