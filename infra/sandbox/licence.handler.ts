import { type LicenceFinding, LicenceInquiry } from '../../shared/contracts/riders/providers.ts';
import { inquiryOf } from '../providers/inquiry.ts';
import { findLicence } from './licence.ts';
import { LICENCE_INQUIRY_CHECK } from './providers.ts';

export const handler = async (event: unknown): Promise<LicenceFinding> =>
  findLicence(inquiryOf(LICENCE_INQUIRY_CHECK, LicenceInquiry, event));
