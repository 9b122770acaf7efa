import type { JSX } from 'preact';
import { useApp } from '../shell/app-context.ts';
import type { OwnData } from '../shell/rider.ts';
import { Field } from './field.tsx';
import { StepForm } from './step-form.tsx';

export function ProfileForm({
  me,
  done,
}: {
  readonly me?: OwnData;
  readonly done?: () => void;
}): JSX.Element {
  const { rider, words } = useApp();
  const profile = me?.profile;
  return (
    <StepForm
      send={async ({ name = '', email = '', birthDate = '', phone = '' }) => {
        await rider.client.signUp({ name, email, birthDate, phone: phone.replaceAll(/[\s()/-]/g, '') });
        await rider.readMe();
        done?.();
      }}
    >
      <Field label={words.text('name')} name="name" autocomplete="name" value={profile?.name} />
      <Field
        label={words.text('email')}
        name="email"
        type="email"
        autocomplete="email"
        value={profile?.email}
      />
      <Field
        label={words.text('birthDate')}
        name="birthDate"
        type="date"
        autocomplete="bday"
        value={profile?.birthDate}
      />
      <Field
        label={words.text('phone')}
        name="phone"
        type="tel"
        autocomplete="tel"
        placeholder="+376312345"
        value={profile?.phone}
      />
    </StepForm>
  );
}
