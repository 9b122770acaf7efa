import type { Client, FleetCar, OutOfServiceKind } from '@roadstream/sdk';
import { explained } from '../../design/loading.ts';
import { text } from '../texts.ts';

/** What operators do with cars. Each of several cars has its own result. */

export type ActionName = 'lock' | 'find' | 'report' | 'out' | 'in' | 'end';

export interface Order {
  readonly action: ActionName;
  readonly reason: string;
  readonly kind: OutOfServiceKind;
}

export interface Outcome {
  readonly tone: 'waiting' | 'good' | 'bad' | 'warn';
  readonly text: string;
}

export const KINDS: readonly OutOfServiceKind[] = [
  'MAINTENANCE',
  'DAMAGED',
  'TOWED',
  'OUT_OF_CHARGE',
  'OTHER',
];

/** Those that are told to the car, and need no reason. */
export function isCommand(action: ActionName): action is 'lock' | 'find' | 'report' {
  return action === 'lock' || action === 'find' || action === 'report';
}

/** What can be done with this car now. */
export function actionsFor({ outOfService, rentalId }: FleetCar): readonly ActionName[] {
  return [
    'lock',
    'find',
    'report',
    outOfService === undefined ? 'out' : 'in',
    ...(rentalId === undefined ? [] : (['end'] as const)),
  ];
}

/** Longer than a command lives and its answer is waited for. */
const ANSWER_MS = 20_000;
const LOOK_EVERY_MS = 500;

/** Does it with one car, and says how it goes on. Never rejects. */
export async function perform(
  client: Client,
  order: Order,
  { vin, rentalId }: FleetCar,
  say: (outcome: Outcome) => void,
): Promise<void> {
  const { action, reason, kind } = order;
  say({ tone: 'waiting', text: text('result.waiting') });
  const done = { tone: 'good', text: text('result.done') } as const;
  try {
    if (isCommand(action)) {
      const { commandId } = await client.commandVehicle({ vin, action });
      say({ tone: 'waiting', text: text('result.sent') });
      say(await answerOf(client, vin, commandId));
    } else if (action === 'out') {
      await client.takeCarOutOfService({ vin, kind, reason });
      say(done);
    } else if (action === 'in') {
      await client.putCarBackInService({ vin, reason });
      say(done);
    } else if (rentalId === undefined) {
      say({ tone: 'warn', text: text('result.noRental') });
    } else {
      const { state } = await client.endRentalByOperator({ rentalId, reason });
      say({ tone: 'good', text: text(`state.${state}`) });
    }
  } catch (error) {
    const { why, code } = explained(error);
    say({ tone: 'bad', text: `${why} (${code})` });
  }
}

async function answerOf(client: Client, vin: string, commandId: string): Promise<Outcome> {
  const deadline = performance.now() + ANSWER_MS;
  for (;;) {
    const { state, reason = '' } = await client.getVehicleCommand({ vin, commandId });
    if (state === 'EXECUTED') return { tone: 'good', text: text('result.EXECUTED') };
    if (state !== 'SENT') return { tone: 'bad', text: text(`result.${state}`, { reason }) };
    if (performance.now() > deadline) return { tone: 'warn', text: text('result.UNKNOWN') };
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
