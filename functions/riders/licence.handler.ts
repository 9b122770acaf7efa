import type { Static } from 'typebox';
import type { Data } from '../../shared/contracts/define.ts';
import {
  type AgeStep,
  type LicenceClass,
  recordLicenceCheck,
} from '../../shared/contracts/riders/licence.ts';
import { LicenceFinding, type LicenceInquiry } from '../../shared/contracts/riders/providers.ts';
import { dayOf } from '../../shared/kernel/day.ts';
import { riderKey } from '../../shared/runtime/keys/rider-keys.ts';
import { port } from '../../shared/runtime/port.ts';
import { askProvider } from '../../shared/runtime/provider.ts';
import { ageStep } from './age.ts';
import { LICENCE_FINDING_CHECK, licencePort } from './ports.ts';
import { room } from './room.ts';

type Outcome = Data<typeof recordLicenceCheck>['outcome'];

/** Opens what the room has sealed, asks the provider, and says of the age only which step it has reached. */
export const handler = port({
  room,
  functionName: 'licence',
  contract: licencePort,
  serve: async ({ riderId, checkId, attempt, holder, licence, classes, validUntil }, { now }) => {
    const key = await riderKey(riderId);
    // Erased meanwhile: there is nobody whose licence it could be.
    if (key === undefined) return undefined;
    const { name, birthDate } = key.open(holder);
    const inquiry: LicenceInquiry = {
      check: checkId,
      attempt,
      name,
      birthDate,
      licence: { ...key.open(licence), classes, validUntil },
    };
    const outcome = await outcomeOf(inquiry, ageStep(birthDate, dayOf(now)));
    return recordLicenceCheck({ riderId, checkId, attempt, outcome });
  },
});

async function outcomeOf(inquiry: LicenceInquiry, ageAtLeast: AgeStep | undefined): Promise<Outcome> {
  if (ageAtLeast === undefined) return { result: 'REJECTED', reason: 'TOO_YOUNG' };
  const finding: Static<typeof LicenceFinding> = await askProvider(inquiry, {
    schema: LicenceFinding,
    check: LICENCE_FINDING_CHECK,
  });
  switch (finding.result) {
    case 'VERIFIED': {
      const classes: LicenceClass[] = [...new Set(finding.classes)];
      return { result: 'VERIFIED', classes, validUntil: finding.validUntil, ageAtLeast };
    }
    case 'REJECTED':
      return { result: 'REJECTED', reason: finding.reason };
    case 'PENDING':
      return { result: 'PENDING' };
  }
}
