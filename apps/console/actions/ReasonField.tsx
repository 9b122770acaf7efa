import { text } from '../texts.ts';

/** Why an operator does it: it is kept with what was done. */
export function ReasonField({ hint }: { readonly hint?: string }) {
  return (
    <label class="field">
      {text('reason')}
      <input name="reason" required minLength={3} maxLength={200} autocomplete="off" />
      {hint !== undefined && <small class="dim">{hint}</small>}
    </label>
  );
}
