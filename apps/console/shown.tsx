import type { ComponentChildren } from 'preact';
import type { Loaded } from '../design/loading.ts';
import { text } from './texts.ts';

/** What is read, or that it is being read, or why it could not be. */
export function Shown<Value>({
  of: loaded,
  again,
  children,
}: {
  readonly of: Loaded<Value>;
  readonly again: () => void;
  readonly children: (value: Value) => ComponentChildren;
}) {
  if (loaded.state === 'loading') return <p class="dim">{text('loading')}</p>;
  if (loaded.state === 'there') return <>{children(loaded.value)}</>;
  return (
    <p role="alert" class="bad">
      {text('failed', { why: loaded.why })}{' '}
      <button type="button" onClick={again}>
        {text('tryAgain')}
      </button>
    </p>
  );
}

/** Names and values side by side; what is undefined is left out. */
export function Facts({ of: facts }: { readonly of: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="number">{value}</dd>
          </div>
        ))}
    </dl>
  );
}
