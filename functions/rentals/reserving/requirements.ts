import type { Static } from 'typebox';
import type { Requirements } from '../../../shared/contracts/rentals/rentals.ts';
import { modelNamed, type VehicleModel } from '../../../shared/contracts/rentals/vehicle-models.ts';
import { AGE_STEPS, type AgeStep, LicenceClass } from '../../../shared/contracts/riders/licence.ts';

/** What a car demands of its driver. */

const [YOUNGEST] = AGE_STEPS;

/** Insurers want some years behind the wheel for vans. */
const minimumAges: Readonly<Record<VehicleModel['class'], AgeStep>> = {
  small: YOUNGEST,
  compact: YOUNGEST,
  estate: YOUNGEST,
  van: 21,
};

const classes: ReadonlySet<string> = new Set(LicenceClass.anyOf.map((literal) => literal.const));
const isLicenceClass = (text: string): text is LicenceClass => classes.has(text);

/** By the model; a car of a model that nobody has described is one that a licence of class B allows. */
export function requirementsOf(modelName: string): Static<typeof Requirements> {
  const model = modelNamed(modelName);
  const licenceClass = model?.licenceClass ?? 'B';
  return {
    licenceClass: isLicenceClass(licenceClass) ? licenceClass : 'B',
    minimumAge: model === undefined ? YOUNGEST : minimumAges[model.class],
  };
}
