import type { Client, WaitingLetter } from '@roadstream/sdk';
import { useState } from 'preact/hooks';
import { dayAndTime, number } from '../../design/language.ts';
import { Deed } from '../actions/Deed.tsx';
import { ListShown, usePages } from '../pages.tsx';
import { text } from '../texts.ts';

/** What could not be handled: why, what it was, and sending it again. */
export function LettersView({ client }: { readonly client: Client }) {
  const [waiting, setWaiting] = useState<number>();
  const [said, setSaid] = useState('');
  const letters = usePages<WaitingLetter>(
    async (wanted, signal) => {
      const page = await client.listDeadLetters(wanted, { signal });
      setWaiting(page.waiting);
      return { items: page.letters, cursor: page.cursor };
    },
    [client],
  );
  // A letter that was sent again is no longer here to say so.
  const onDone = (done: string): void => {
    setSaid(done);
    letters.again();
  };
  return (
    <div class="grid">
      <section class="card wide stack">
        <div class="row wrap">
          <h2>{text('letters')}</h2>
          {waiting !== undefined && (
            <span class="dim">{text('lettersWaiting', { count: number(waiting) })}</span>
          )}
          <button type="button" class="small push" disabled={letters.isReading} onClick={letters.again}>
            {text('readAgain')}
          </button>
        </div>
        <p role="status" class="good">
          {said}
        </p>
        <ListShown of={letters} none={text('noLetters')}>
          {(items) => (
            <>
              <ul class="plain rows">
                {items.map((letter) => (
                  <LetterRow key={letter.letterId} client={client} letter={letter} onDone={onDone} />
                ))}
              </ul>
              <Redrive
                client={client}
                name={text('redriveAll')}
                about={text('redriveAll.about')}
                letters={{}}
                onDone={onDone}
              />
            </>
          )}
        </ListShown>
      </section>
    </div>
  );
}

function LetterRow({
  client,
  letter,
  onDone,
}: {
  readonly client: Client;
  readonly letter: WaitingLetter;
  readonly onDone: (done: string) => void;
}) {
  const { time, consumer, reason, detail, topic, partition, offset, key, redriven, payload } = letter;
  // What waits for it goes with it, in its order. Without a key nothing waits.
  const letters = key === undefined ? { topic, consumer, reason } : { topic, key };
  const props = { client, letters, onDone };
  return (
    <li>
      <details>
        <summary>
          <time class="dim number" dateTime={time}>
            {dayAndTime(time)}
          </time>{' '}
          <b class="bad">{reason}</b> {consumer}{' '}
          <span class="dim">
            {topic}
            {key !== undefined && ` · ${key}`}
          </span>
        </summary>
        <div class="stack inside">
          {detail !== undefined && <p>{detail}</p>}
          <p class="dim">
            {text('letterAt', { partition, offset })}
            {redriven > 0 && ` · ${text('redrivenTimes', { count: number(redriven) })}`}
            {` · ${text('bytes', { count: number(payload.bytes) })}`}
          </p>
          <pre tabIndex={0}>{payload.encoding === 'text' ? inLines(payload.content) : payload.content}</pre>
          <Redrive
            {...props}
            name={text('redrive')}
            about={text(key === undefined ? 'redriveAlike.about' : 'redriveKey.about', {
              key: key ?? '',
              topic,
            })}
          />
          <Redrive {...props} name={text('discard')} about={text('discard.about')} discards />
        </div>
      </details>
    </li>
  );
}

function Redrive({
  client,
  name,
  about,
  letters,
  discards = false,
  onDone,
}: {
  readonly client: Client;
  readonly name: string;
  readonly about: string;
  readonly letters: Parameters<Client['redriveDeadLetters']>[0]['letters'];
  readonly discards?: boolean;
  readonly onDone: (done: string) => void;
}) {
  return (
    <Deed
      name={name}
      about={about}
      isDangerous={discards}
      withReason
      run={async (reason) => {
        const { sent } = await client.redriveDeadLetters({
          letters,
          reason,
          ...(discards ? { discard: true } : {}),
        });
        const done = text(discards ? 'discarded' : 'redriven', { count: number(sent) });
        onDone(done);
        return done;
      }}
    />
  );
}

/** JSON is easier to read in lines. Anything else stays as it is. */
function inLines(content: string): string {
  try {
    return JSON.stringify(JSON.parse(content), null, 2);
  } catch {
    return content;
  }
}
