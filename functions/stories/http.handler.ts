import { getRentalStory } from '../../shared/contracts/stories/stories.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { readPage } from '../../shared/runtime/read-models.ts';
import { storyOf } from './read-models.ts';
import { serving } from './serving.ts';

export const handler = httpApi(serving, 'http', [
  read(getRentalStory, async ({ params, query }) => {
    const { items, ...next } = await readPage(storyOf, params, query);
    return { steps: items, ...next };
  }),
]);
