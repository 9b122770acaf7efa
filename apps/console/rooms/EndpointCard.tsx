import type { Client, Delivery, DeliveryState, Endpoint } from '@roadstream/sdk';
import { useEffect, useState } from 'preact/hooks';
import { dayAndTime, number, timeOfDay } from '../../design/language.ts';
import { explained, useLoaded } from '../../design/loading.ts';
import { Deed } from '../actions/Deed.tsx';
import { type Said, SaidOf } from '../actions/Said.tsx';
import { Heads } from '../heads.tsx';
import { ListShown, PAGE_SIZE, usePages } from '../pages.tsx';
import { linkTo } from '../route.ts';
import { Facts, Shown } from '../shown.tsx';
import { text } from '../texts.ts';

const LOOK_EVERY_MS = 3000;
const STATES: readonly DeliveryState[] = ['PENDING', 'DELIVERED', 'FAILED', 'HELD'];

const TONES: Readonly<Record<DeliveryState, string>> = {
  PENDING: 'warn',
  DELIVERED: 'good',
  FAILED: 'bad',
  HELD: 'dim',
};

export function EndpointState({ of: { status, disabled } }: { readonly of: Endpoint }) {
  if (status === 'ENABLED') return <span class="good">{text('endpoint.ENABLED')}</span>;
  return (
    <span class="bad">
      {text('endpoint.DISABLED')}
      {disabled !== undefined && `: ${text(`disabled.${disabled.reason}`)}, ${dayAndTime(disabled.time)}`}
    </span>
  );
}

/** An endpoint, what was sent to it and what it answered; and sending it again. */
export function EndpointCard({
  client,
  endpointId,
}: {
  readonly client: Client;
  readonly endpointId: string;
}) {
  const [state, setState] = useState<DeliveryState | ''>('');
  const [loaded, again] = useLoaded(
    (signal) => client.getWebhookEndpoint({ endpointId }, { signal }),
    [endpointId],
  );
  const deliveries = usePages<Delivery>(
    async (wanted, signal) => {
      const page = await client.listWebhookDeliveries(
        { endpointId, ...(state === '' ? {} : { state }), ...wanted },
        { signal },
      );
      return { items: page.deliveries, cursor: page.cursor };
    },
    [endpointId, state],
  );
  const { loaded: page } = deliveries;
  const isComing = page.state === 'there' && page.value.items.length <= PAGE_SIZE;
  useEffect(() => {
    // Deliveries are no pushes. Somebody who has asked for more pages is not sent back to the first one.
    if (!isComing) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') deliveries.again();
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isComing, state]);
  return (
    <section class="card wide stack" aria-labelledby="endpoint-title">
      <Shown of={loaded} again={again}>
        {(endpoint) => (
          <>
            <h2 id="endpoint-title">{endpoint.url}</h2>
            <Facts
              of={[
                [text('state'), <EndpointState of={endpoint} />],
                [
                  text('partner'),
                  <a href={linkTo('partners', endpoint.partnerId)}>
                    {endpoint.description ?? endpoint.partnerId}
                  </a>,
                ],
                [text('eventTypes'), endpoint.eventTypes.join(', ')],
                [text('added'), dayAndTime(endpoint.addedAt)],
              ]}
            />
            <Deed
              name={text('replayFailed')}
              about={text('replayFailed.about')}
              run={async () => {
                const count = await replayAll(client, endpointId);
                deliveries.again();
                return text('replayed', { count: number(count) });
              }}
            />
            <Deed
              name={text('sendTest')}
              about={text('sendTest.about')}
              run={async () => {
                await client.testWebhookEndpoint({ endpointId });
                deliveries.again();
                return text('result.done');
              }}
            />
          </>
        )}
      </Shown>
      <div class="row wrap">
        <h3>{text('deliveries')}</h3>
        <label class="row push">
          {text('state')}
          <select
            value={state}
            onChange={(event) => setState(event.currentTarget.value as DeliveryState | '')}
          >
            <option value="">{text('all')}</option>
            {STATES.map((one) => (
              <option key={one} value={one}>
                {text(`delivery.${one}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <ListShown of={deliveries} none={text('noDeliveries')}>
        {(items) => (
          <ul class="plain rows">
            {items.map((delivery) => (
              <DeliveryRow
                key={delivery.deliveryId}
                client={client}
                delivery={delivery}
                onReplay={deliveries.again}
              />
            ))}
          </ul>
        )}
      </ListShown>
    </section>
  );
}

/** All that failed or were held, however many requests it takes. */
async function replayAll(client: Client, endpointId: string): Promise<number> {
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = await client.replayWebhookDeliveries({
      endpointId,
      ...(cursor === undefined ? {} : { cursor }),
    });
    count += page.replayed;
    ({ cursor } = page);
  } while (cursor !== undefined);
  return count;
}

function DeliveryRow({
  client,
  delivery: { deliveryId, endpointId, type, time, state, attempts, nextAt },
  onReplay,
}: {
  readonly client: Client;
  readonly delivery: Delivery;
  readonly onReplay: () => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const [said, setSaid] = useState<Said>();
  const [loaded, again] = useLoaded(
    async (signal) =>
      isOpen ? client.getWebhookDelivery({ endpointId, deliveryId }, { signal }) : undefined,
    [deliveryId, isOpen],
  );
  const replay = (): void =>
    void client.replayWebhookDelivery({ endpointId, deliveryId }).then(
      () => {
        setSaid({ tone: 'good', text: text('sentAgain') });
        onReplay();
      },
      (error: unknown) => setSaid({ tone: 'bad', text: explained(error).why }),
    );
  const last = attempts.at(-1);
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <time class="dim number" dateTime={time}>
            {dayAndTime(time)}
          </time>{' '}
          <b>{type}</b> <span class={TONES[state]}>{text(`delivery.${state}`)}</span>{' '}
          <span class="dim number">
            {text('attempts', { count: number(attempts.length) })}
            {last !== undefined && ` · ${outcomeOf(last)}`}
            {nextAt !== undefined && ` · ${text('next', { time: dayAndTime(nextAt) })}`}
          </span>
        </summary>
        <div class="stack inside">
          {attempts.length > 0 && (
            <table>
              <Heads of={['time', 'took', 'answer', 'firstBytes']} />
              <tbody>
                {attempts.map((attempt) => (
                  <tr key={attempt.at}>
                    <td class="number">{timeOfDay(attempt.at)}</td>
                    <td class="number">{number(attempt.milliseconds)} ms</td>
                    <td class={attempt.error === undefined ? 'good' : 'bad'}>{outcomeOf(attempt)}</td>
                    <td>{attempt.answer === undefined ? '–' : <code>{attempt.answer}</code>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
          <p class="dim">{text('request')}</p>
          <Shown of={loaded} again={again}>
            {(whole) => <pre tabIndex={0}>{JSON.stringify(whole?.event ?? null, null, 2)}</pre>}
          </Shown>
          <div class="row wrap">
            <button type="button" class="small" onClick={replay}>
              {text('replay')}
            </button>
            <SaidOf said={said} />
          </div>
        </div>
      </details>
    </li>
  );
}

function outcomeOf({ status, error }: Delivery['attempts'][number]): string {
  return error ?? (status === undefined ? '–' : String(status));
}
