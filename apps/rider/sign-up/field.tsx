import type { JSX } from 'preact';

interface FieldInput {
  readonly label: string;
  readonly name: string;
  readonly type?: 'text' | 'email' | 'tel' | 'date';
  /** How the phone fills it in by itself. */
  readonly autocomplete?: string;
  readonly value?: string | undefined;
  readonly placeholder?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
}

/** A labelled input of a form, which must be filled in. `value` is what stands in it at first. */
export function Field({ label, name, type = 'text', value, ...more }: FieldInput): JSX.Element {
  // Preact's types have one kind of input for each type.
  const input = {
    name,
    type,
    required: true,
    defaultValue: value,
    ...more,
  } as JSX.IntrinsicElements['input'];
  return (
    <label class="field">
      <span>{label}</span>
      <input {...input} />
    </label>
  );
}

/** What was typed into a form, by the names of its fields. */
export function typedIn(form: HTMLFormElement): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...new FormData(form)].map(([name, value]) => [name, typeof value === 'string' ? value.trim() : '']),
  );
}
