import { AGE_STEPS, type AgeStep } from '../../shared/contracts/riders/licence.ts';
import { type Day, yearsBetween } from '../../shared/kernel/day.ts';

/** The highest step that somebody has reached on that day; undefined for who is too young for any. */
export function ageStep(birthDate: Day, today: Day): AgeStep | undefined {
  const age = yearsBetween(birthDate, today);
  return AGE_STEPS.findLast((step) => step <= age);
}
