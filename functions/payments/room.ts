import {
  getPayment,
  listDebts,
  listPayments,
  listRiderPayments,
  payPayment,
  receiveCallback,
} from '../../shared/contracts/payments/own-payments.ts';
import { paymentsCommands, paymentsEvents } from '../../shared/contracts/payments/payments.ts';
import {
  AuthorizeFinding,
  CallbackFinding,
  CaptureFinding,
  ChargeFinding,
  FindFinding,
  RefundFinding,
  VoidFinding,
} from '../../shared/contracts/payments/provider.ts';
import { deadLetters } from '../../shared/contracts/platform/platform.ts';
import { rentalsCommands } from '../../shared/contracts/rentals/rentals.ts';
import { consumptionsOf } from '../../shared/runtime/consumptions.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';
import { payerMessages, paymentMessages } from './messages.ts';
import { providerPort } from './ports.ts';
import { findingChecks } from './provider/finding-checks.ts';

export const room: RoomDeclaration = {
  name: 'payments',
  description: 'Authorizations, captures, refunds and debts, by the payment provider',
  commands: paymentsCommands,
  events: paymentsEvents,
  table: true,
  ports: [providerPort.id],
  functions: [
    {
      name: 'consumer',
      description: 'Decides payments: what the provider is asked, and what its answers mean',
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes: consumptionsOf([...paymentMessages, ...payerMessages]),
      may: {
        table: ['decide', 'wait', 'due'],
        produce: [paymentsCommands, paymentsEvents, rentalsCommands, deadLetters],
        setTimers: true,
        askPorts: true,
      },
    },
    {
      name: 'http',
      description: 'Own payments and paying, for riders; payments and debts, for operators',
      memoryMb: 256,
      timeoutSeconds: 15,
      routes: [listPayments, getPayment, payPayment, listRiderPayments, listDebts],
      may: { table: ['read', 'search'], produce: [paymentsCommands], riderKeys: 'read' },
    },
    {
      name: 'provider',
      description: 'Asks the payment provider',
      memoryMb: 256,
      timeoutSeconds: 30,
      servesPort: providerPort.id,
      checks: {
        [providerPort.check]: providerPort.request,
        [findingChecks.authorize]: AuthorizeFinding,
        [findingChecks.charge]: ChargeFinding,
        [findingChecks.capture]: CaptureFinding,
        [findingChecks.void]: VoidFinding,
        [findingChecks.refund]: RefundFinding,
        [findingChecks.find]: FindFinding,
      },
      may: { table: ['read'], produce: [paymentsCommands], riderKeys: 'read', askProvider: 'payment' },
    },
    {
      name: 'callbacks',
      description:
        'Takes the callbacks of the payment provider, whose signature the provider’s function judges',
      memoryMb: 256,
      timeoutSeconds: 20,
      routes: [receiveCallback],
      checks: { [findingChecks.callback]: CallbackFinding },
      may: { produce: [paymentsCommands], askProvider: 'payment' },
    },
    {
      name: 'scheduler',
      description: 'Timers, and deliveries that a dead function left behind',
      memoryMb: 256,
      timeoutSeconds: 60,
      scheduler: true,
      may: {
        table: ['sweep', 'due'],
        produce: [paymentsCommands, paymentsEvents, rentalsCommands],
        setTimers: true,
        askPorts: true,
      },
    },
  ],
};
