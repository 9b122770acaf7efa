import { putAlerts } from '../../shared/contracts/gbfs/gbfs.ts';
import { FLEET } from '../../shared/contracts/rentals/zones.ts';
import { change } from '../../shared/runtime/change.ts';
import { httpApi } from '../../shared/runtime/http.ts';
import { requireSpans } from './plausible.ts';
import { room } from './room.ts';

export const handler = httpApi(room, 'http', [
  change(putAlerts, async ({ body: { alerts } }) => {
    requireSpans(alerts);
    return { fleet: FLEET, alerts } as const;
  }),
]);
