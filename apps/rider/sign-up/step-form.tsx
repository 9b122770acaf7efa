import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Failure } from '../shell/loaded.tsx';
import { typedIn } from './field.tsx';

/** A form that is sent to the platform, with what was wrong below it. */
export function StepForm({
  send,
  label,
  children,
}: {
  readonly send: (typed: Readonly<Record<string, string>>) => Promise<void>;
  readonly label?: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { words } = useApp();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const submit = async (form: HTMLFormElement): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await send(typedIn(form));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
    >
      {children}
      {error === undefined ? undefined : <Failure error={error} />}
      <button class="primary big" disabled={isBusy}>
        {isBusy ? <span class="spinner" aria-hidden="true" /> : undefined}
        {label ?? words.text('submit')}
      </button>
    </form>
  );
}
