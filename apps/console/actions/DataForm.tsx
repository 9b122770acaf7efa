import { ApiError, type FieldError } from '@roadstream/sdk';
import { useId, useState } from 'preact/hooks';
import { formOf } from '../../design/forms.ts';
import { explained } from '../../design/loading.ts';
import { text } from '../texts.ts';
import { type Said, SaidOf } from './Said.tsx';

/** What is data is edited as data: JSON, checked by the platform, which says of each fault where it is and why. */
export function DataForm<Value>({
  name,
  about,
  value,
  publish,
}: {
  readonly name: string;
  readonly about: string;
  readonly value: Value;
  readonly publish: (value: Value) => Promise<unknown>;
}) {
  const [faults, setFaults] = useState<readonly FieldError[]>([]);
  const [said, setSaid] = useState<Said>();
  const faultsId = useId();
  const submit = async (event: SubmitEvent): Promise<void> => {
    const json = formOf(event).get('json');
    setFaults([]);
    setSaid(undefined);
    try {
      await publish(JSON.parse(typeof json === 'string' ? json : '') as Value);
      setSaid({ tone: 'good', text: text('published') });
    } catch (error) {
      if (error instanceof ApiError) setFaults(error.errors);
      setSaid({
        tone: 'bad',
        text: error instanceof SyntaxError ? text('noJson', { why: error.message }) : explained(error).why,
      });
    }
  };
  return (
    <details class="deed">
      <summary>{name}</summary>
      <form class="stack" onSubmit={(event) => void submit(event)}>
        <p class="dim">{about}</p>
        <textarea
          name="json"
          class="data"
          rows={16}
          spellcheck={false}
          aria-label={name}
          aria-describedby={faults.length > 0 ? faultsId : undefined}
          defaultValue={JSON.stringify(value, null, 2)}
        />
        {faults.length > 0 && (
          <ul id={faultsId} class="plain bad">
            {faults.map(({ path, message }) => (
              <li key={`${path} ${message}`}>
                <code>{path.replace(/^\/body/, '') || '/'}</code> {message}
              </li>
            ))}
          </ul>
        )}
        <div class="row wrap">
          <button type="submit" class="primary">
            {text('publish')}
          </button>
          <SaidOf said={said} />
        </div>
      </form>
    </details>
  );
}
