import { ApiError, type Client, type Programme } from '@roadstream/sdk';
import { money, number } from '../../design/language.ts';
import { useLoaded } from '../../design/loading.ts';
import { DataForm } from '../actions/DataForm.tsx';
import { Heads } from '../heads.tsx';
import { Facts, Shown } from '../shown.tsx';
import { text } from '../texts.ts';

/** The programme for points: what is given for what, what a point is worth, and when it expires. */
export function ProgrammeView({ client }: { readonly client: Client }) {
  const [loaded, again] = useLoaded(
    (signal) =>
      client.getPointsProgramme({}, { signal }).catch((error: unknown) => {
        if (error instanceof ApiError && error.code === 'NO_PROGRAMME') return undefined;
        throw error;
      }),
    [client],
  );
  const publish = async (programme: Programme): Promise<void> => {
    await client.publishPointsProgramme(programme);
    again();
  };
  return (
    <div class="grid">
      <Shown of={loaded} again={again}>
        {(published) => (
          <section class="card wide stack">
            <h2>{published?.programme.name ?? text('programme')}</h2>
            {published === undefined ? (
              <p class="dim">{text('noProgramme')}</p>
            ) : (
              <Rules programme={published.programme} version={published.version} />
            )}
            <DataForm
              key={published?.version}
              name={text('publishProgramme')}
              about={text('publishProgramme.about')}
              value={published?.programme ?? FIRST}
              publish={publish}
            />
          </section>
        )}
      </Shown>
    </div>
  );
}

/** What the first programme begins with. */
const FIRST: Programme = {
  name: 'Miles',
  timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  value: { points: 100, amount: 100, currency: 'EUR' },
  earning: [{ ruleId: 'spend', for: { kind: 'charge', each: 100, currency: 'EUR' }, points: 5 }],
  multipliers: [],
  pendingDays: 14,
  tiers: { qualifyingMonths: 12, levels: [] },
  spending: { leastPoints: 50 },
};

function Rules({ programme, version }: { readonly programme: Programme; readonly version: number }) {
  const { value, earning, multipliers, pendingDays, expiry, tiers, spending, timeZone } = programme;
  return (
    <>
      <Facts
        of={[
          [text('version', { version: '' }).trim(), number(version)],
          [text('pointsWorth', { points: number(value.points) }), money(value.amount, value.currency)],
          [text('pendingDays'), text('days', { count: number(pendingDays) })],
          [
            text('expiry'),
            expiry === undefined ? text('never') : text('months', { count: number(expiry.months) }),
          ],
          [text('leastPoints'), number(spending.leastPoints)],
          [text('timeZone'), timeZone],
        ]}
      />
      <h3>{text('earning')}</h3>
      <table>
        <Heads of={['rule', 'for', 'when', 'points']} amounts={['points']} />
        <tbody>
          {earning.map(({ ruleId, for: what, points, when, most }) => (
            <tr key={ruleId}>
              <td>{ruleId}</td>
              <td>{forText(what)}</td>
              <td>{when === undefined ? text('always') : <code>{JSON.stringify(when)}</code>}</td>
              <td class="amount number">
                {number(points)}
                {most !== undefined && (
                  <span class="dim">
                    {' '}
                    {text('atMost', { points: number(most.points), period: text(`per.${most.per}`) })}
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {multipliers.length > 0 && (
        <>
          <h3>{text('multipliers')}</h3>
          <ul class="plain">
            {multipliers.map(({ multiplierId, factor, tiers: ofTiers, when }) => (
              <li key={multiplierId}>
                <b>{multiplierId}</b> × {factor}{' '}
                <span class="dim">
                  {[ofTiers?.join(', '), when && JSON.stringify(when)]
                    .filter((part) => part !== undefined)
                    .join(' · ')}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {tiers.levels.length > 0 && (
        <>
          <h3>{text('tiers', { count: number(tiers.qualifyingMonths) })}</h3>
          <ul class="plain">
            {tiers.levels.map(({ tierId, name, from }) => (
              <li key={tierId}>
                <b>{name}</b> <span class="dim">{text('fromPoints', { points: number(from) })}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function forText(what: Programme['earning'][number]['for']): string {
  if (what.kind === 'charge') return text('for.charge', { amount: money(what.each, what.currency) });
  if (what.kind === 'distance') return text('for.distance', { metres: number(what.eachMetres) });
  return text(`for.${what.kind}`);
}
