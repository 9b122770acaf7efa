import { getTwin, listPositions } from '../../shared/contracts/telemetry/telemetry.ts';
import { variable } from '../../shared/runtime/environment.ts';
import { ItemTable } from '../../shared/runtime/folding/item-table.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';
import { dynamodb } from '../../shared/runtime/table/client.ts';
import { TWIN, twins } from './domain.ts';
import { room } from './room.ts';
import { positionBody, twinBody } from './twin.ts';

const twinsOf = (vins: readonly string[]) =>
  new ItemTable(dynamodb, variable('table'), TWIN, twins).load(vins);

export const handler = httpApi(room, 'http', [
  read(getTwin, async ({ params: { vin } }) => {
    const stored = (await twinsOf([vin])).get(vin);
    if (stored === undefined) {
      // The room hears of cars by their readings alone, so it does not know whether one is registered.
      throw new ProblemError(
        'VEHICLE_NOT_REPORTED',
        `No reading of ${vin} has come yet. If it is registered, it has not reported yet.`,
      );
    }
    return twinBody(vin, stored.item);
  }),
  read(listPositions, async ({ query }) => {
    const vins = [...new Set(query.vins.split(','))];
    const stored = await twinsOf(vins);
    return {
      positions: vins.flatMap((vin) => {
        const twin = stored.get(vin);
        return twin === undefined ? [] : [positionBody(vin, twin.item)];
      }),
    };
  }),
]);
