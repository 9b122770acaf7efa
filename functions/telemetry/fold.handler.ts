import { folds } from '../../shared/runtime/fold.ts';
import { TWIN, twins } from './domain.ts';
import { deferredPort, room } from './room.ts';

export const handler = folds({
  room,
  functionName: 'fold',
  kind: TWIN,
  folding: twins,
  deferredPort,
  groupName: 'manufacturer',
});
