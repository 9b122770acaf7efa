import { invalid } from './api-error.ts';
import { type Parameters, text, texts } from './form.ts';
import type { StripeObject } from './objects.ts';
import type { ApiRoute } from './routes.ts';
import type { Work } from './work.ts';

const USUAL_LIMIT = 10;
const LARGEST_LIMIT = 100;

/** The body of an answer: an object, or a page of a list, with what the caller wants to have expanded. */
export async function answerBody(
  work: Work,
  { answers }: ApiRoute,
  found: StripeObject | readonly StripeObject[],
  parameters: Parameters,
  url: string,
): Promise<object> {
  const paths = Object.values(texts(parameters, 'expand'));
  if ('object' in found) return await expanded(work, found, paths);
  const { page, hasMore } = pageOf(found, parameters);
  const names = paths.map((path) => path.replace(/^data\./, ''));
  const data: object[] = [];
  for (const object of page) data.push(await expanded(work, object, names));
  return { object: answers === 'search' ? 'search_result' : 'list', data, has_more: hasMore, url };
}

function pageOf(found: readonly StripeObject[], parameters: Parameters) {
  const limit = Number(text(parameters, 'limit') ?? USUAL_LIMIT);
  if (!(limit >= 1 && limit <= LARGEST_LIMIT)) throw invalid('The limit is 1 to 100', { param: 'limit' });
  const after = text(parameters, 'starting_after');
  const start = after === undefined ? 0 : found.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && start === 0)
    throw invalid('There is no such object', { code: 'resource_missing', param: 'starting_after' });
  return { page: found.slice(start, start + limit), hasMore: found.length > start + limit };
}

/** Puts whole objects in the place of their ids. */
async function expanded(work: Work, object: StripeObject, names: readonly string[]): Promise<object> {
  const whole: Record<string, unknown> = { ...object };
  for (const name of names) {
    const id = whole[name];
    if (typeof id === 'string') whole[name] = await work.body(id);
  }
  return whole;
}
