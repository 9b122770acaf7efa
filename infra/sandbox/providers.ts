import type { TSchema } from 'typebox';
import { LicenceInquiry } from '../../shared/contracts/riders/providers.ts';

/** The name under which the validator of requests to the sandbox is compiled. */
export const LICENCE_INQUIRY_CHECK = 'sandbox.licence-inquiry';

export interface SandboxProvider {
  /** The function's name. A stage without a real provider names this one. */
  readonly name: string;
  readonly description: string;
  readonly handler: string;
  readonly checks: Readonly<Record<string, TSchema>>;
}

/**
 * Takes the place of a provider of licence checks, with the same contract. For payments there is no such place holder: a
 * stand-in of Stripe takes the place of Stripe, and the function that asks it is the real one.
 */
export const sandboxLicence: SandboxProvider = {
  name: 'sandbox-licence',
  description: 'Sandbox provider of licence checks: decides by the form of the number',
  handler: 'infra/sandbox/licence.handler.ts',
  checks: { [LICENCE_INQUIRY_CHECK]: LicenceInquiry },
};
