import { writesDeferred } from '../../shared/runtime/fold-deferred.ts';
import { TWIN, twins } from './domain.ts';

export const handler = writesDeferred(TWIN, twins);
