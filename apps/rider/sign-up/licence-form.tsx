import type { JSX } from 'preact';
import { useApp } from '../shell/app-context.ts';
import { Field } from './field.tsx';
import { StepForm } from './step-form.tsx';

const CLASSES = ['B', 'BE', 'B1', 'A'] as const;

export function LicenceForm(): JSX.Element {
  const { rider, words } = useApp();
  return (
    <StepForm
      send={async ({ number = '', country = '', validUntil = '', licenceClass = '' }) => {
        const one = CLASSES.find((known) => known === licenceClass) ?? 'B';
        await rider.client.submitLicence({
          number,
          country: country.toUpperCase(),
          validUntil,
          classes: [one],
        });
        await rider.readMe();
      }}
    >
      <Field label={words.text('licenceNumber')} name="number" autocomplete="off" />
      <Field
        label={words.text('licenceCountry')}
        name="country"
        autocomplete="country"
        pattern="[A-Za-z]{2}"
        maxLength={2}
      />
      <Field label={words.text('licenceUntil')} name="validUntil" type="date" />
      <label class="field">
        <span>{words.text('licenceClass')}</span>
        <select name="licenceClass">
          {CLASSES.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </label>
      <p class="dim">{words.text('licenceStandIn')}</p>
    </StepForm>
  );
}
