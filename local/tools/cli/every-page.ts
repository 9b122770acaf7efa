import { type PlatformClient, PlatformError } from '../platform/client.ts';

/** Who asks for the tools. */
const OPERATOR = 'command-line';

/** All items of a list of the API, page by page, as an operator reads them. Throws a PlatformError. */
export async function everyPage<Item>(
  platform: PlatformClient,
  path: string,
  list: string,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let cursor: string | undefined;
  do {
    const next = cursor === undefined ? 'limit=99' : `limit=99&cursor=${encodeURIComponent(cursor)}`;
    const page: Record<string, unknown> = await readAsOperator(
      platform,
      `${path}${path.includes('?') ? '&' : '?'}${next}`,
    );
    all.push(...(page[list] as Item[]));
    cursor = page['cursor'] as string | undefined;
  } while (cursor !== undefined);
  return all;
}

async function readAsOperator(platform: PlatformClient, path: string): Promise<Record<string, unknown>> {
  const { status, body } = await platform.ask<Record<string, unknown>>('operator', OPERATOR, 'GET', path);
  if (status === 200) return body;
  const { code = 'PLATFORM', detail = `GET ${path} answered ${status}` } = body as {
    code?: string;
    detail?: string;
  };
  throw new PlatformError(code, status, detail);
}
