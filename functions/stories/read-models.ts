import { StoryStep } from '../../shared/contracts/stories/stories.ts';
import { listOf, readModel } from '../../shared/runtime/read-model.ts';

export const steps = readModel('step/{rentalId}/{eventId}', StoryStep);
export const storyOf = listOf(steps, 'story/{rentalId}', { pageSize: 50 });
