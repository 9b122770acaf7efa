import type { Client, ManagedTariff } from '@roadstream/sdk';
import { useState } from 'preact/hooks';
import { dayAndTime } from '../../design/language.ts';
import { useLoaded } from '../../design/loading.ts';
import { Heads } from '../heads.tsx';
import { Shown } from '../shown.tsx';
import { text } from '../texts.ts';
import { ChargeTable } from './ChargeTable.tsx';

/** Tariffs with their versions, and what a trip would cost by one. */
export function TariffsView({ client }: { readonly client: Client }) {
  const [tariffs, again] = useLoaded(
    async (signal) => {
      const all: ManagedTariff[] = [];
      for await (const tariff of client.listManagedTariffs({ limit: 99 }, { signal })) all.push(tariff);
      return all;
    },
    [client],
  );
  return (
    <div class="grid">
      <Shown of={tariffs} again={again}>
        {(all) =>
          all.length === 0 ? (
            <p class="dim">{text('noTariffs')}</p>
          ) : (
            <>
              <section class="card wide stack">
                <h2>{text('simulator')}</h2>
                <Simulator client={client} tariffs={all.filter(({ versions }) => versions.length > 0)} />
              </section>
              <section class="card wide stack">
                <h2>{text('tariffs')}</h2>
                <table>
                  <Heads of={['tariff', 'versions']} />
                  <tbody>
                    {all.map((tariff) => (
                      <tr key={tariff.tariffId}>
                        <td>
                          {tariff.tariffId}{' '}
                          {tariff.retired !== undefined && <span class="warn">{text('retired')}</span>}{' '}
                          {tariff.draft !== undefined && <span class="dim">{text('draft')}</span>}
                        </td>
                        <td>
                          <ul class="plain">
                            {tariff.versions.map(({ version, state, from, publishedBy }) => (
                              <li key={version}>
                                {text('version', { version })}{' '}
                                <span class={state === 'ACTIVE' ? 'good' : 'dim'}>{state}</span>{' '}
                                <span class="dim number">
                                  {dayAndTime(from)}, {publishedBy}
                                </span>
                              </li>
                            ))}
                          </ul>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </section>
            </>
          )
        }
      </Shown>
    </div>
  );
}

const FIELDS = [
  ['drivingMinutes', 'driving'],
  ['km', 'km'],
  ['pausedMinutes', 'pausedMinutes'],
  ['reservedMinutes', 'reservedMinutes'],
] as const;

type TripField = (typeof FIELDS)[number][0];

/** Asks the platform itself: the same rules price the rental. */
function Simulator({
  client,
  tariffs,
}: {
  readonly client: Client;
  readonly tariffs: readonly ManagedTariff[];
}) {
  const [tariffId, setTariff] = useState(tariffs[0]?.tariffId ?? '');
  const [startsAt, setStart] = useState('');
  const [trip, setTrip] = useState<Readonly<Record<TripField, string>>>({
    drivingMinutes: '20',
    km: '12',
    pausedMinutes: '0',
    reservedMinutes: '0',
  });
  const [quote, again] = useLoaded(
    (signal) =>
      client.getQuote(
        {
          tariffId,
          ...trip,
          ...(startsAt === '' ? {} : { startsAt: new Date(startsAt).toISOString() }),
        },
        { signal },
      ),
    [tariffId, startsAt, ...Object.values(trip)],
  );
  return (
    <>
      <div class="row wrap">
        <label class="field">
          {text('tariff')}
          <select value={tariffId} onChange={(event) => setTariff(event.currentTarget.value)}>
            {tariffs.map((tariff) => (
              <option key={tariff.tariffId} value={tariff.tariffId}>
                {tariff.tariffId}
              </option>
            ))}
          </select>
        </label>
        {FIELDS.map(([name, label]) => (
          <label key={name} class="field short">
            {text(label)}
            <input
              type="number"
              min="0"
              value={trip[name]}
              onInput={(event) => setTrip({ ...trip, [name]: event.currentTarget.value || '0' })}
            />
          </label>
        ))}
        <label class="field">
          {text('begins')}
          <input
            type="datetime-local"
            value={startsAt}
            onInput={(event) => setStart(event.currentTarget.value)}
          />
        </label>
      </div>
      <div aria-live="polite">
        <Shown of={quote} again={again}>
          {(charge) => <ChargeTable charge={charge} isQuote />}
        </Shown>
      </div>
    </>
  );
}
