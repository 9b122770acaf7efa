import type { RidersPurpose } from '@roadstream/sdk';
import type { OwnData } from '../shell/rider.ts';

/** Of the texts beside the switches (`consent…` in the words). Another text is another version, and asks again. */
export const CONSENT_TEXT_VERSION = '2026-12';

export const hasConsented = (me: OwnData, purpose: RidersPurpose): boolean =>
  me.consents.some((consent) => consent.purpose === purpose && consent.withdrawnAt === undefined);
