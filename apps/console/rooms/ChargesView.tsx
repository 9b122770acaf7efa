import { useState } from 'preact/hooks';
import { useLoaded } from '../../design/loading.ts';
import { useStore } from '../../design/store.ts';
import type { Fleet } from '../fleet/fleet.ts';
import { Shown } from '../shown.tsx';
import { text } from '../texts.ts';
import { ChargeList } from './ChargeList.tsx';

/** Charges of a day, and the rentals that could not be charged. */
export function ChargesView({ fleet }: { readonly fleet: Fleet }) {
  useStore(fleet);
  const { client } = fleet;
  const news = fleet.pushes.filter(({ event }) => event.startsWith('billing.')).length;
  const [day, setDay] = useState(() => new Date(fleet.clock.now()).toISOString().slice(0, 10));
  const [charges, againCharges] = useLoaded(
    (signal) => client.listAllCharges({ day, limit: 99 }, { signal }),
    [day, news],
  );
  const [notRated, againNotRated] = useLoaded(
    (signal) => client.listNotRated({ limit: 99 }, { signal }),
    [news],
  );
  return (
    <div class="grid">
      <section class="card wide stack">
        <div class="row wrap">
          <h2>{text('today')}</h2>
          <label class="row push">
            {text('day')}
            <input
              type="date"
              value={day}
              onChange={(event) => event.currentTarget.value !== '' && setDay(event.currentTarget.value)}
            />
          </label>
        </div>
        <Shown of={charges} again={againCharges}>
          {(page) => <ChargeList charges={page.charges} none={text('noCharges')} />}
        </Shown>
      </section>
      <section class="card wide stack">
        <h2>{text('notRatedTitle')}</h2>
        <Shown of={notRated} again={againNotRated}>
          {(page) => <ChargeList charges={page.charges} none={text('noneNotRated')} />}
        </Shown>
      </section>
    </div>
  );
}
