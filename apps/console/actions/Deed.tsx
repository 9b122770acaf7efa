import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { fieldOf, formOf } from '../../design/forms.ts';
import { explained } from '../../design/loading.ts';
import { text } from '../texts.ts';
import { ReasonField } from './ReasonField.tsx';
import { type Said, SaidOf } from './Said.tsx';

/** What an operator does once, after a look at what it means. It opens, and says what became of it. */
export function Deed({
  name,
  about,
  isDangerous = false,
  withReason = false,
  run,
  children,
}: {
  readonly name: string;
  readonly about: string;
  readonly isDangerous?: boolean;
  readonly withReason?: boolean;
  /** Gives what is said of it, or rejects with why not. */
  readonly run: (reason: string, form: FormData) => Promise<string>;
  readonly children?: ComponentChildren;
}) {
  const [said, setSaid] = useState<Said>();
  const submit = (event: SubmitEvent): void => {
    const form = formOf(event);
    setSaid({ tone: 'warn', text: text('result.waiting') });
    run(fieldOf(form, 'reason'), form).then(
      (done) => setSaid({ tone: 'good', text: done }),
      (error: unknown) => setSaid({ tone: 'bad', text: explained(error).why }),
    );
  };
  return (
    <details class="deed">
      <summary>{name}</summary>
      <form class="stack" onSubmit={submit}>
        <p class="dim">{about}</p>
        {children}
        {withReason && <ReasonField hint={text('reasonHint')} />}
        <div class="row wrap">
          <button type="submit" class={isDangerous ? 'danger' : 'primary'}>
            {name}
          </button>
          <SaidOf said={said} />
        </div>
      </form>
    </details>
  );
}
