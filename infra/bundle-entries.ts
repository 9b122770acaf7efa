import type { TSchema } from 'typebox';
import { rooms } from '../functions/rooms.ts';
import { checksOf } from '../shared/runtime/checks.ts';
import type { FunctionDeclaration, RoomDeclaration } from '../shared/runtime/room.ts';
import { functionName } from './names.ts';
import { MAIL_PROVIDER, mailChecks } from './providers/mail/settings.ts';
import { questionChecks, STRIPE_PROVIDER } from './providers/stripe/settings.ts';
import { sandboxLicence } from './sandbox/providers.ts';
import { STAND_IN_API, STAND_IN_CALLBACKS } from './sandbox/stripe/settings.ts';
import { SITE_FILES } from './site/site-files.ts';

/** A function as the bundler sees it. */
export interface BundleEntry {
  /** The name of the function and of its folder. */
  readonly name: string;
  /** The path of the module that exports `handler`, from the project's root. */
  readonly handler: string;
  /** The schemas that it validates with, by name. They are compiled, and registered before the handler is loaded. */
  readonly checks: Readonly<Record<string, TSchema>>;
  /** The size limit of the bundle, which is loaded at every cold start. */
  readonly budgetKb: number;
}

/**
 * Functions that only read stay small; a Kafka client and its signer double them. The largest, the consumers, take
 * another 100 KB for checks of all the messages that they decide on.
 */
const READS_KB = 450;
const PUBLISHES_KB = 1000;
/** Functions that need more, and why. */
const OWN_KB: Readonly<Record<string, number>> = {
  // The libraries of PDFs and fonts, the fonts, and the Kafka client. Nobody waits for the start of this function.
  'billing-invoices': 1900,
};
/** Stripe's package has all of Stripe's API in it. */
const STRIPE_KB = 600;
/** Three clients of AWS. */
const STAND_IN_KB = 350;

function publishes({ may }: FunctionDeclaration): boolean {
  return (may.produce?.length ?? 0) > 0 || may.redrive === true;
}

function roomEntry(room: RoomDeclaration, declaration: FunctionDeclaration): BundleEntry {
  const name = functionName(room.name, declaration.name);
  const usualKb = publishes(declaration) ? PUBLISHES_KB : READS_KB;
  return {
    name,
    handler: `functions/${room.name}/${declaration.name}.handler.ts`,
    checks: checksOf(declaration),
    budgetKb: OWN_KB[name] ?? usualKb,
  };
}

/** Functions of the platform's own infrastructure, which belong to no room. */
const infrastructure: readonly BundleEntry[] = [
  {
    name: 'platform-bootstrap-brokers',
    handler: 'infra/custom-resources/bootstrap-brokers.handler.ts',
    checks: {},
    budgetKb: READS_KB,
  },
  {
    name: SITE_FILES,
    handler: 'infra/custom-resources/site-files.handler.ts',
    checks: {},
    budgetKb: READS_KB,
  },
  {
    name: 'platform-token-scopes',
    handler: 'infra/sign-in/scopes.handler.ts',
    checks: {},
    budgetKb: READS_KB,
  },
  {
    name: sandboxLicence.name,
    handler: sandboxLicence.handler,
    checks: sandboxLicence.checks,
    budgetKb: 50,
  },
  {
    name: STRIPE_PROVIDER,
    handler: 'infra/providers/stripe/provider.handler.ts',
    checks: questionChecks,
    budgetKb: STRIPE_KB,
  },
  {
    name: MAIL_PROVIDER,
    handler: 'infra/providers/mail/provider.handler.ts',
    checks: mailChecks,
    budgetKb: READS_KB,
  },
  {
    name: STAND_IN_API,
    handler: 'infra/sandbox/stripe/api.handler.ts',
    checks: {},
    budgetKb: STAND_IN_KB,
  },
  {
    name: STAND_IN_CALLBACKS,
    handler: 'infra/sandbox/stripe/callbacks.handler.ts',
    checks: {},
    budgetKb: STAND_IN_KB,
  },
];

/** Every function that is deployed. */
export const bundleEntries: readonly BundleEntry[] = [
  ...rooms.flatMap((room) => room.functions.map((declaration) => roomEntry(room, declaration))),
  ...infrastructure,
];
