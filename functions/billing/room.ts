import { getAccount, grantCredit, paymentHeard, postCredit } from '../../shared/contracts/billing/account.ts';
import {
  listAdjustments,
  listAllCharges,
  listChargesOfRider,
  postAdjustment,
  postApproval,
  postRating,
  postRejection,
  postWriteOff,
} from '../../shared/contracts/billing/adjusting.ts';
import { billingCommands, billingEvents } from '../../shared/contracts/billing/billing.ts';
import { getJournal, listMovements } from '../../shared/contracts/billing/books.ts';
import {
  getQuote,
  getRentalCharge,
  listCharges,
  listNotRated,
} from '../../shared/contracts/billing/charges.ts';
import { listNotCovered } from '../../shared/contracts/billing/cover.ts';
import { listDocuments, listOwnDocuments } from '../../shared/contracts/billing/documents.ts';
import { evidencePort, getEvidence, listEvidence } from '../../shared/contracts/billing/evidence.ts';
import { TARIFF_CHOICE_SCHEMA } from '../../shared/contracts/billing/faults/choice-faults.ts';
import { TARIFF_SCHEMA } from '../../shared/contracts/billing/faults/tariff-faults.ts';
import {
  getFeatureList,
  getRentalFeatures,
  postFeature,
  postFeatureEnd,
  putFeatureList,
  setFeatureList,
} from '../../shared/contracts/billing/features.ts';
import {
  getFeeList,
  listFeesOfRider,
  listObjections,
  listOwnFees,
  postFeeDecision,
  postObjection,
  postRentalFee,
  putFeeList,
  setFeeList,
} from '../../shared/contracts/billing/fees.ts';
import {
  listPromotions,
  postPromotion,
  postPromotionStop,
  postRedemption,
  redeemPromotion,
} from '../../shared/contracts/billing/promotions.ts';
import {
  getReconciliation,
  listReconciliations,
  postReconciliation,
} from '../../shared/contracts/billing/reconciliation.ts';
import { Tariff } from '../../shared/contracts/billing/tariff.ts';
import { TariffChoice } from '../../shared/contracts/billing/tariff-choice.ts';
import {
  getManagedTariff,
  getTariffChoice,
  getTariffVersion,
  listManagedTariffs,
  listTariffs,
  publishTariffVersion,
  putTariffChoice,
  putTariffDraft,
  retireTariffRoute,
  setTariffChoice,
} from '../../shared/contracts/billing/tariff-management.ts';
import { pointsMoved } from '../../shared/contracts/loyalty/points.ts';
import { paymentsCommands } from '../../shared/contracts/payments/payments.ts';
import { BalanceFinding, EvidenceFinding } from '../../shared/contracts/payments/provider.ts';
import { deadLetters } from '../../shared/contracts/platform/platform.ts';
import { zonesSet } from '../../shared/contracts/rentals/zones.ts';
import { vehiclesCommands } from '../../shared/contracts/vehicles/topics.ts';
import { consumptionsOf, newConsumptionsOf } from '../../shared/runtime/consumptions.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';
import { ownMessages, paymentsMessages } from './account/messages.ts';
import { EVIDENCE_FINDING_CHECK } from './evidence/evidence-check.ts';
import { chargeEvents, customerMessages, documentMessages } from './invoices/messages.ts';
import { documentPort } from './invoices/port.ts';
import { BALANCE_CHECK } from './ledger/balance-check.ts';
import { reconciliationPort } from './ledger/reconciliation-port.ts';
import {
  adjustingMessages,
  chargeMessages,
  entitlementMessages,
  evidenceMessages,
  featureCommands,
  feeMessages,
  priceMessages,
  reconciliationMessages,
  tariffMessages,
} from './messages.ts';
import { promotionMessages } from './promotions/promotions-domain.ts';

const checks = { [TARIFF_SCHEMA]: Tariff, [TARIFF_CHOICE_SCHEMA]: TariffChoice };

export const room: RoomDeclaration = {
  name: 'billing',
  description: 'What rentals cost, what was charged for them, and the ledger',
  commands: billingCommands,
  events: billingEvents,
  table: true,
  ports: [documentPort.id, reconciliationPort.id, evidencePort.id],
  // The PDFs of invoices: as long as the law wants books to be kept, at most ten years in the Union.
  photos: { retentionDays: 3660 },
  functions: [
    {
      // On its own: the checks of tariffs are large.
      name: 'tariffs',
      description: 'Decides tariffs, and which one rentals get',
      memoryMb: 512,
      timeoutSeconds: 30,
      consumes: [...consumptionsOf([...tariffMessages, setTariffChoice]), ...newConsumptionsOf([zonesSet])],
      checks,
      may: { table: ['decide', 'constrain'], produce: [billingEvents, deadLetters] },
    },
    {
      name: 'consumer',
      description: 'Decides charges, fees, features, and what points are worth',
      memoryMb: 512,
      timeoutSeconds: 30,
      consumes: [
        ...consumptionsOf([
          ...priceMessages,
          ...adjustingMessages,
          setFeeList,
          ...feeMessages,
          ...reconciliationMessages,
          setFeatureList,
          ...featureCommands,
          ...evidenceMessages,
        ]),
        ...newConsumptionsOf([...chargeMessages, pointsMoved, paymentHeard, ...entitlementMessages]),
      ],
      may: {
        table: ['decide', 'wait', 'due'],
        produce: [billingEvents, billingCommands, vehiclesCommands, deadLetters],
        setTimers: true,
        askPorts: [reconciliationPort.id],
      },
    },
    {
      // On its own: it hears what the consumer has decided, by the same room's events.
      name: 'account',
      description:
        'Conducts payments: reserves, captures, charges and gives back what is due; account credit and promotion codes',
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes: [
        ...consumptionsOf([grantCredit, redeemPromotion, ...promotionMessages]),
        ...newConsumptionsOf([...ownMessages, ...paymentsMessages]),
      ],
      may: {
        table: ['decide', 'wait'],
        produce: [billingEvents, paymentsCommands, deadLetters],
        askPorts: [evidencePort.id],
      },
    },
    {
      name: 'http',
      description:
        'What rentals cost; managing tariffs and charges, for operators; the tariffs in force, for everyone',
      memoryMb: 256,
      timeoutSeconds: 15,
      routes: [
        listTariffs,
        getTariffVersion,
        getManagedTariff,
        listManagedTariffs,
        putTariffDraft,
        publishTariffVersion,
        retireTariffRoute,
        getTariffChoice,
        putTariffChoice,
        getQuote,
        getRentalCharge,
        listCharges,
        listNotRated,
        listNotCovered,
        postCredit,
        getAccount,
        postPromotion,
        listPromotions,
        postPromotionStop,
        postRedemption,
        listAllCharges,
        listChargesOfRider,
        listAdjustments,
        postAdjustment,
        postApproval,
        postRejection,
        postRating,
        postWriteOff,
        listMovements,
        getJournal,
        getEvidence,
        listEvidence,
        postReconciliation,
        getReconciliation,
        listReconciliations,
        listDocuments,
        listOwnDocuments,
        getFeeList,
        putFeeList,
        postRentalFee,
        postObjection,
        postFeeDecision,
        listOwnFees,
        listFeesOfRider,
        listObjections,
        getFeatureList,
        putFeatureList,
        getRentalFeatures,
        postFeature,
        postFeatureEnd,
      ],
      checks,
      settings: ['adjustmentLimits'],
      may: { table: ['read', 'search'], produce: [billingCommands], riderKeys: 'read', photos: ['read'] },
    },
    {
      name: 'scheduler',
      description: 'Deliveries that a dead function left behind',
      memoryMb: 256,
      timeoutSeconds: 60,
      scheduler: true,
      may: {
        table: ['sweep', 'due'],
        produce: [billingEvents, billingCommands, paymentsCommands, vehiclesCommands],
        setTimers: true,
        askPorts: true,
      },
    },
    {
      // On its own: it hears what the consumer has decided, by the same room's events.
      name: 'documents',
      description: 'Issues invoices and credit notes, each with the next number of its series',
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes: [
        ...consumptionsOf([...documentMessages, ...customerMessages]),
        ...newConsumptionsOf(chargeEvents),
      ],
      may: {
        table: ['decide', 'wait'],
        produce: [billingEvents, billingCommands, deadLetters],
        askPorts: [documentPort.id],
      },
    },
    {
      name: 'invoices',
      description: 'Makes the PDFs of invoices and credit notes, and stores each once',
      memoryMb: 512,
      timeoutSeconds: 60,
      servesPort: documentPort.id,
      checks: { [documentPort.check]: documentPort.request },
      settings: ['seller'],
      may: {
        table: ['read'],
        produce: [billingCommands],
        riderKeys: 'read',
        photos: ['upload', 'read'],
      },
    },
    {
      name: 'ledger',
      description: 'Checks every day that the books add up, and has them compared with the provider',
      memoryMb: 512,
      timeoutSeconds: 600,
      everyDay: true,
      may: { table: ['read', 'search'], produce: [billingCommands] },
    },
    {
      name: 'evidence',
      description: 'Makes the evidence files of disputes, and sends them to the payment provider',
      memoryMb: 256,
      timeoutSeconds: 30,
      servesPort: evidencePort.id,
      checks: { [evidencePort.check]: evidencePort.request, [EVIDENCE_FINDING_CHECK]: EvidenceFinding },
      may: { table: ['read'], produce: [billingCommands], askProvider: 'payment' },
    },
    {
      name: 'reconciliation',
      description: 'Compares a day of the ledger with the balance at the payment provider',
      memoryMb: 512,
      timeoutSeconds: 300,
      servesPort: reconciliationPort.id,
      checks: { [reconciliationPort.check]: reconciliationPort.request, [BALANCE_CHECK]: BalanceFinding },
      may: { table: ['read', 'search'], produce: [billingCommands], askProvider: 'payment' },
    },
  ],
};
