import {
  Integer,
  Array as List,
  Number as Num,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
} from 'typebox';
import { Account, Claim } from '../../shared/contracts/billing/account.ts';
import { WaitingAdjustment } from '../../shared/contracts/billing/adjusting.ts';
import { BookedMovement } from '../../shared/contracts/billing/books.ts';
import { Discount } from '../../shared/contracts/billing/charge.ts';
import { charged, credited, RentalCharge } from '../../shared/contracts/billing/charges.ts';
import { Slug } from '../../shared/contracts/billing/conditions.ts';
import { ShortRental } from '../../shared/contracts/billing/cover.ts';
import { documentStored, IssuedDocument } from '../../shared/contracts/billing/documents.ts';
import { EvidenceFile } from '../../shared/contracts/billing/evidence.ts';
import { BoughtFeature, FeatureDiscount, FeatureList } from '../../shared/contracts/billing/features.ts';
import { Fee, FeeList } from '../../shared/contracts/billing/fees.ts';
import { CodeText, PromotionId, PromotionTerms } from '../../shared/contracts/billing/promotions.ts';
import { Reconciliation } from '../../shared/contracts/billing/reconciliation.ts';
import { Tariff } from '../../shared/contracts/billing/tariff.ts';
import { TariffChoice } from '../../shared/contracts/billing/tariff-choice.ts';
import { ManagedTariff } from '../../shared/contracts/billing/tariff-management.ts';
import { strict, Time } from '../../shared/contracts/fields.ts';
import { personal } from '../../shared/contracts/personal.ts';
import { TariffVersion, UsageKind } from '../../shared/contracts/rentals/usage.ts';
import { SealedBillingAddress } from '../../shared/contracts/riders/billing-address.ts';
import { RiderGroups } from '../../shared/contracts/riders/groups.ts';
import { type Frozen, listOf, readModel } from '../../shared/runtime/read-model.ts';

/** What the room's routes and decisions read. */

const { versions: _, ...managed } = ManagedTariff.properties;
/** A tariff as operators manage it. Which version is in force depends on when it is read. */
const StoredTariff = Obj(
  {
    ...managed,
    versions: List(Obj({ version: Integer(), from: Time, publishedBy: Str(), publishedAt: Time }, strict)),
  },
  strict,
);
export type StoredTariff = Static<typeof StoredTariff>;
export const managedTariffs = readModel('tariff/{tariffId}', StoredTariff);
export const allTariffs = listOf(managedTariffs, 'tariffs', { pageSize: 50 });

/** What a rental is charged by. Written once. */
export const tariffVersions = readModel('tariff-version/{tariffId}/{version}', Tariff);

export const tariffChoice = readModel(
  'tariff-choice',
  Obj({ version: Integer(), choice: TariffChoice }, strict),
);

/** A rental that runs, as far as the billing room has followed it. */
const MeteredRental = Obj(
  {
    model: Str(),
    tariff: Optional(TariffVersion),
    options: Optional(List(Str())),
    startZones: List(Str()),
    /** What may lower the charge, and in which currency. */
    discounts: Optional(List(Obj({ discount: Discount, currency: Str() }, strict))),
    /** What may lower the price of a feature, unless an order counts on it. */
    featureDiscount: Optional(FeatureDiscount),
    /** Each lasts until the next one; the last one goes on. */
    periods: List(Obj({ kind: UsageKind, startedAt: Time, odometerKm: Optional(Num()) }, strict)),
  },
  strict,
);
export type MeteredRental = Frozen<Static<typeof MeteredRental>>;

/** What a rental costs; while it runs, what its price so far is counted by. */
export const rentalCharges = readModel(
  'charge/{rentalId}',
  Obj({ of: RentalCharge, metered: Optional(MeteredRental) }, strict),
);
export const chargesOfRider = listOf(rentalCharges, 'charges/{riderId}', { pageSize: 20, newestFirst: true });
export const notRated = listOf(rentalCharges, 'not-rated', { pageSize: 20 });

/** Charges that are final, by the day on which they were made or changed last. */
export const finalCharges = readModel('final-charge/{rentalId}', RentalCharge);
export const chargesOfDay = listOf(finalCharges, 'final-charges/{day}', { pageSize: 20, newestFirst: true });

/** Adjustments that wait for a second operator; empty when none does any more. */
export const waitingAdjustments = readModel(
  'waiting-adjustment/{rentalId}',
  Obj({ of: Optional(WaitingAdjustment) }, strict),
);
export const allWaitingAdjustments = listOf(waitingAdjustments, 'waiting-adjustments', { pageSize: 20 });

/** What was charged and credited, each once and for ever. */
export const chargeRevisions = readModel('charge/{rentalId}/{revision}', charged.data);
export const credits = readModel('credit/{rentalId}/{revision}', credited.data);

/** The ledger: a day's movements in the order of time. */
export const movements = readModel('movement/{movementId}', BookedMovement);
export const movementsOfDay = listOf(movements, 'ledger/{day}', { pageSize: 100 });

/** Days of the ledger that were compared with the provider's balance. */
export const reconciliations = readModel('reconciliation/{day}', Reconciliation);
export const reconciliationsByDay = listOf(reconciliations, 'reconciliations', {
  pageSize: 31,
  newestFirst: true,
});

/** What was sent to the provider about disputes. */
export const evidenceFiles = readModel('evidence/{disputeId}', EvidenceFile);
export const evidenceByTime = listOf(evidenceFiles, 'evidence', { pageSize: 20, newestFirst: true });

/** Who pays, and each claim: also those that the account's state has forgotten. */
export const accounts = readModel('account/{accountId}', Account);
export const claims = readModel('claim/{accountId}/{subject}', Claim);

/** Rentals that go on though less is reserved than they may cost; empty when one is no such any more. */
export const shortRentals = readModel('short-rental/{subject}', Obj({ of: Optional(ShortRental) }, strict));
export const allShortRentals = listOf(shortRentals, 'short-rentals', { pageSize: 20 });

/** A promotion code. What its state is depends on when it is read. */
const StoredPromotion = Obj(
  {
    promotionId: PromotionId,
    code: CodeText,
    terms: PromotionTerms,
    createdBy: Str(),
    createdAt: Time,
    stopped: Optional(Obj({ reason: Str(), operator: Str(), time: Time }, strict)),
  },
  strict,
);
export type StoredPromotion = Static<typeof StoredPromotion>;
export const promotions = readModel('promotion/{promotionId}', StoredPromotion);
export const allPromotions = listOf(promotions, 'promotions', { pageSize: 20, newestFirst: true });
export const promotionCodes = readModel('promotion-code/{code}', StoredPromotion);

/** Invoices and credit notes by what they are for, each once; and those whose PDF is stored. */
export const documents = readModel('document/{kind}/{subject}', IssuedDocument);
/** By rental: those of one begin with its id. */
export const documentsOfRider = listOf(documents, 'documents/{riderId}', { pageSize: 50 });
export const storedDocuments = readModel('stored-document/{number}', documentStored.data);

/** Whom documents and mails are for, sealed with the rider's key. */
export const customers = readModel(
  'customer/{riderId}',
  Obj({ name: personal(), email: personal(), address: Optional(SealedBillingAddress) }, strict),
);

/** By which the rule chooses the tariff of a quote. */
export const customerGroups = readModel('customer-groups/{riderId}', Obj({ groups: RiderGroups }, strict));

/** The list of fees in force, fees, and those to which riders object. */
export const feeLists = readModel('fee-list', Obj({ version: Integer(), list: FeeList }, strict));
export const fees = readModel('fee/{feeId}', Fee);
export const feesOfRider = listOf(fees, 'fees/{riderId}', { pageSize: 20, newestFirst: true });
export const objectedFees = readModel('objected-fee/{feeId}', Obj({ of: Optional(Fee) }, strict));
export const objections = listOf(objectedFees, 'objections', { pageSize: 20 });

/** The list of features in force, and what was bought for cars. */
export const featureLists = readModel('feature-list', Obj({ version: Integer(), list: FeatureList }, strict));
export const boughtFeatures = readModel('feature/{entitlementId}', BoughtFeature);
export const boughtOfRental = listOf(boughtFeatures, 'features/{rentalId}', { pageSize: 20 });

/** The ids that tariffs may name. */
export const pricingZones = readModel('pricing-zones', Obj({ zones: List(Slug) }, strict));
