import { fieldOf, formOf } from '../../design/forms.ts';
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
    location.hash = linkTo(view, fieldOf(formOf(event), 'id'));
  };
  return (
    <form class="row push" onSubmit={submit}>
      <input name="id" aria-label={label} placeholder={label} pattern={pattern} required autocomplete="off" />
      <button type="submit">{text('open')}</button>
    </form>
  );
}
