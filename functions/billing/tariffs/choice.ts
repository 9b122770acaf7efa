import { TARIFF_FLEET } from '../../../shared/contracts/billing/billing.ts';
import { choiceFaults } from '../../../shared/contracts/billing/faults/choice-faults.ts';
import type { TariffChoice } from '../../../shared/contracts/billing/tariff-choice.ts';
import {
  pricingZonesKnown,
  type setTariffChoice,
  tariffChoiceSet,
  tariffNotValid,
} from '../../../shared/contracts/billing/tariff-management.ts';
import type { zonesSet } from '../../../shared/contracts/rentals/zones.ts';
import type { Context, Decision, EventOf, MessageOf } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import { pricingZones, tariffChoice } from '../read-models.ts';
import { faultsAsText, knownFrom } from './faults.ts';

/** Which tariff a rental gets, and the zones that tariffs may name. */

export interface ChoiceState {
  readonly kind: 'choice';
  readonly version: number;
  readonly choice?: TariffChoice;
  readonly zones?: readonly string[];
}

export type ChoiceEvent = EventOf<typeof tariffChoiceSet | typeof pricingZonesKnown>;

export const noChoice: ChoiceState = { kind: 'choice', version: 0 };

/** Each is held by constraints, and a transaction has room for so many. */
const MOST_TARIFFS = 40;

export const tariffsIn = ({ default: other, entries }: TariffChoice): readonly string[] => [
  ...new Set([other, ...entries.map(({ tariffId }) => tariffId)]),
];

export function decideChoice(
  state: ChoiceState,
  { data, principal }: MessageOf<typeof setTariffChoice>,
  context: Context,
): Decision<ChoiceEvent> {
  if (principal?.kind !== 'operator') {
    return { kind: 'refuse', code: 'FORBIDDEN', detail: 'Only an operator chooses tariffs.' };
  }
  const { choice } = data;
  const faults = choiceFaults(choice, knownFrom(context));
  if (faults.length > 0) return tariffNotValid(faultsAsText(faults));
  const chosen = tariffsIn(choice);
  if (chosen.length > MOST_TARIFFS) {
    return tariffNotValid(`It names ${chosen.length} tariffs; at most ${MOST_TARIFFS} can be in force.`);
  }
  const dropped = (state.choice === undefined ? [] : tariffsIn(state.choice)).filter(
    (tariffId) => !chosen.includes(tariffId),
  );
  const version = state.version + 1;
  const { id: operator } = principal;
  const set = tariffChoiceSet({
    fleet: TARIFF_FLEET,
    choice,
    version,
    dropped,
    operator,
    time: context.now,
  });
  return { kind: 'accept', events: [set], result: { version, choice } };
}

/** The rentals room draws zones; those for prices are what tariffs may name. */
export function decideZones(state: ChoiceState, { data }: MessageOf<typeof zonesSet>): Decision<ChoiceEvent> {
  const zones = data.zones.features
    .filter(({ properties }) => properties.kind === 'pricing')
    .map(({ id }) => id);
  if (JSON.stringify(zones) === JSON.stringify(state.zones ?? [])) {
    return { kind: 'ignore', reason: 'The pricing zones are the same.' };
  }
  return { kind: 'accept', events: [pricingZonesKnown({ fleet: TARIFF_FLEET, zones })] };
}

export function evolveChoice(state: ChoiceState, event: ChoiceEvent): ChoiceState {
  if (event.type === 'billing.pricing-zones-known.v1') return { ...state, zones: event.data.zones };
  const { choice, version } = event.data;
  return { ...state, choice, version };
}

export function choiceItems({ choice, version, zones }: ChoiceState): readonly ReadModelItem[] {
  return [
    ...(choice === undefined ? [] : [tariffChoice({}, { version, choice })]),
    ...(zones === undefined ? [] : [pricingZones({}, { zones })]),
  ];
}
