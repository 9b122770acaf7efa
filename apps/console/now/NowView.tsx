import type { FleetCar } from '@roadstream/sdk';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { duration, money, number } from '../../design/language.ts';
import { explained, useLoaded } from '../../design/loading.ts';
import { useStore, useTicks } from '../../design/store.ts';
import { ActionDialog } from '../actions/ActionDialog.tsx';
import type { ActionName } from '../actions/actions.ts';
import { LOOKS, NEEDS, type Need, needOf } from '../fleet/car-look.ts';
import { Events } from '../fleet/Events.tsx';
import type { Fleet } from '../fleet/fleet.ts';
import { LookMark } from '../map/LookMark.tsx';
import { linkTo } from '../route.ts';
import { Shown } from '../shown.tsx';
import { text } from '../texts.ts';
import { Chart } from './Chart.tsx';
import type { History } from './history.ts';

const EVENTS_SHOWN = 12;

/** What mends each need. */
const MENDING: Readonly<Record<Need, ActionName>> = {
  moved: 'find',
  'not-locked': 'lock',
  'contact-lost': 'report',
  'low-charge': 'end',
  'out-of-service': 'in',
};

/** How it goes now: what needs attention first, then numbers. */
export function NowView({ fleet, history }: { readonly fleet: Fleet; readonly history: History }) {
  useStore(fleet);
  useTicks(1000);
  const running = [...fleet.cars.values()].filter(({ rentalId }) => rentalId !== undefined).length;
  const looks = fleet.looks();
  return (
    <div class="grid">
      <Attention fleet={fleet} />
      <Card title={text('running')}>
        <p class="big number">{fleet.isLoaded ? number(running) : '…'}</p>
        <p>
          <a href={linkTo('rentals')}>{text('rentals')}</a>
        </p>
      </Card>
      <Revenue fleet={fleet} />
      <Card title={text('carsByState')}>
        <ul class="plain">
          {LOOKS.map((look) => (
            <li key={look}>
              <LookMark look={look} count={looks.get(look) ?? 0} />
            </li>
          ))}
        </ul>
      </Card>
      <UnlocksCard history={history} />
      <Card title={text('inUseChart')} isWide>
        <Chart history={history} />
      </Card>
      <Card title={text('events')}>
        <Events of={fleet.pushes.slice(0, EVENTS_SHOWN)} />
      </Card>
    </div>
  );
}

function Card({
  title,
  isWide = false,
  children,
}: {
  readonly title: string;
  readonly isWide?: boolean;
  readonly children: ComponentChildren;
}) {
  return (
    <section class={isWide ? 'card wide' : 'card'}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function Attention({ fleet }: { readonly fleet: Fleet }) {
  const [acting, setActing] = useState<{ readonly action: ActionName; readonly car: FleetCar }>();
  const [problems, againProblems] = useLoaded(
    async (signal) => {
      const [notRated, waiting, short] = await Promise.all([
        fleet.client.listNotRated({ limit: 20 }, { signal }),
        fleet.client.listAdjustments({ limit: 20 }, { signal }),
        fleet.client.listNotCovered({ limit: 20 }, { signal }),
      ]);
      return { notRated: notRated.charges, waiting: waiting.adjustments, short: short.rentals };
    },
    [fleet, fleet.pushes.filter(({ event }) => event.startsWith('billing.')).length],
  );
  const needy = [...fleet.cars.values()]
    .flatMap((car) => {
      const need = needOf(car);
      return need === undefined ? [] : [{ car, ...need }];
    })
    .toSorted((a, b) => NEEDS.indexOf(a.need) - NEEDS.indexOf(b.need));
  return (
    <Card title={text('attention')} isWide>
      <ul class="attention">
        {needy.map(({ car, need, since }) => (
          <li key={car.vin}>
            <a href={linkTo('map', car.vin)}>
              <b>{car.plate ?? car.vin}</b>
            </a>
            <span>
              <span class={need === 'out-of-service' ? 'warn' : 'bad'}>
                {text(`need.${need}`, {
                  reason: car.outOfService?.reason ?? '',
                  percent: number(car.lowChargePercent ?? 0),
                })}
              </span>{' '}
              {since !== undefined && (
                <span class="dim">
                  {text('since', { age: duration(fleet.clock.now() - Date.parse(since)) })}
                </span>
              )}
            </span>
            <button type="button" class="small" onClick={() => setActing({ action: MENDING[need], car })}>
              {text(`action.${MENDING[need]}`)}
            </button>
          </li>
        ))}
      </ul>
      <Shown of={problems} again={againProblems}>
        {({ notRated, waiting, short }) =>
          fleet.isLoaded && needy.length + notRated.length + waiting.length + short.length === 0 ? (
            <p class="good">{text('allWell')}</p>
          ) : (
            <ul class="attention">
              {notRated.map(({ rentalId, riderId, problem }) => (
                <li key={rentalId}>
                  <b>{riderId}</b>
                  <span class="bad">{text('notRatedNeed', { detail: problem?.detail ?? '' })}</span>
                  <a class="button small" href={linkTo('rentals', rentalId)}>
                    {text('openCharge')}
                  </a>
                </li>
              ))}
              {short.map(({ subject, riderId, reserved, toReserve }) => (
                <li key={subject}>
                  <b>{riderId}</b>
                  <span class="warn">
                    {text('notCovered', {
                      reserved: money(reserved.amount, reserved.currency),
                      wanted: money(toReserve.amount, toReserve.currency),
                    })}
                  </span>
                  <a class="button small" href={linkTo('rentals', subject)}>
                    {text('openCharge')}
                  </a>
                </li>
              ))}
              {waiting.map(({ rentalId, riderId, adjustment }) => (
                <Waiting
                  key={adjustment.adjustmentId}
                  fleet={fleet}
                  rentalId={rentalId}
                  riderId={riderId}
                  adjustmentId={adjustment.adjustmentId}
                  onDone={againProblems}
                />
              ))}
            </ul>
          )
        }
      </Shown>
      {acting !== undefined && (
        <ActionDialog
          fleet={fleet}
          action={acting.action}
          cars={[acting.car]}
          onClose={() => setActing(undefined)}
        />
      )}
    </Card>
  );
}

function Waiting({
  fleet,
  rentalId,
  riderId,
  adjustmentId,
  onDone,
}: {
  readonly fleet: Fleet;
  readonly rentalId: string;
  readonly riderId: string;
  readonly adjustmentId: string;
  readonly onDone: () => void;
}) {
  const [problem, setProblem] = useState<string>();
  const approve = (): void =>
    void fleet.client
      .approveAdjustment({ rentalId, adjustmentId })
      .then(onDone, (error: unknown) => setProblem(explained(error).why));
  return (
    <li>
      <a href={linkTo('rentals', rentalId)}>
        <b>{riderId}</b>
      </a>
      <span>
        <span class="warn">{text('waitingAdjustment')}</span>{' '}
        {problem !== undefined && (
          <span role="alert" class="bad">
            {problem}
          </span>
        )}
      </span>
      <button type="button" class="small" onClick={approve}>
        {text('approve')}
      </button>
    </li>
  );
}

function Revenue({ fleet }: { readonly fleet: Fleet }) {
  const [loaded, again] = useLoaded(
    async (signal) => {
      const totals = new Map<string, number>();
      let count = 0;
      for await (const { charge } of fleet.client.listAllCharges({ limit: 99 }, { signal })) {
        if (charge === undefined) continue;
        count += 1;
        totals.set(charge.currency, (totals.get(charge.currency) ?? 0) + charge.total);
      }
      return { count, totals: [...totals] };
    },
    [fleet, fleet.pushes.filter(({ event }) => event.startsWith('billing.')).length],
  );
  return (
    <Card title={text('revenue')}>
      <Shown of={loaded} again={again}>
        {({ count, totals }) => (
          <>
            <p class="big number">
              {totals.length === 0
                ? number(0)
                : totals.map(([currency, minor]) => money(minor, currency)).join(' + ')}
            </p>
            <p>
              <a href={linkTo('charges')}>{text('chargesToday', { count: number(count) })}</a>
            </p>
          </>
        )}
      </Shown>
    </Card>
  );
}

function UnlocksCard({ history }: { readonly history: History }) {
  useStore(history);
  const { count, p50, p99, faults } = history.unlocks();
  const milliseconds = (value: number | undefined): string =>
    value === undefined ? '–' : `${number(value)} ms`;
  return (
    <Card title={text('unlocks')}>
      <p class="dim">{text('unlocksAbout')}</p>
      {count === 0 ? (
        <p class="dim">{text('noUnlocks')}</p>
      ) : (
        <dl class="facts">
          <div>
            <dt>{text('count')}</dt>
            <dd class="number">{number(count)}</dd>
          </div>
          <div>
            <dt>{text('median')}</dt>
            <dd class="number">{milliseconds(p50)}</dd>
          </div>
          <div>
            <dt>{text('p99')}</dt>
            <dd class="number">{milliseconds(p99)}</dd>
          </div>
          {faults.map(([fault, times]) => (
            <div key={fault}>
              <dt class="bad">{fault}</dt>
              <dd class="number">{number(times)}</dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  );
}
