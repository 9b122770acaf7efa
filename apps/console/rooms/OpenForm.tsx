import { linkTo, type View } from '../route.ts';
import { text } from '../texts.ts';

/** Opens something by its ID. */
export function OpenForm({
  label,
  pattern,
  view,
}: {
  readonly label: string;
  readonly pattern: string;
  readonly view: View;
}) {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const id = new FormData(event.target as HTMLFormElement).get('id');
    if (typeof id === 'string') location.hash = linkTo(view, id.trim());
  };
  return (
    <form class="row push" onSubmit={submit}>
      <input name="id" aria-label={label} placeholder={label} pattern={pattern} required autocomplete="off" />
      <button type="submit">{text('open')}</button>
    </form>
  );
}
