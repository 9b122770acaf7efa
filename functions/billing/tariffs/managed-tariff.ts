import { tariffFaults } from '../../../shared/contracts/billing/faults/tariff-faults.ts';
import type { Tariff } from '../../../shared/contracts/billing/tariff.ts';
import {
  type draftTariff,
  type ManagedTariff,
  type publishTariff,
  type retireTariff,
  type TariffTerms,
  tariffDrafted,
  tariffNotValid,
  tariffPublished,
  tariffRetired,
  tariffRetiredError,
  tariffUnknown,
  tariffWithoutDraft,
  versionTooEarly,
} from '../../../shared/contracts/billing/tariff-management.ts';
import { type Instant, isBefore } from '../../../shared/kernel/time.ts';
import type { Context, Decision, EventOf, MessageOf } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import { allTariffs, managedTariffs, type StoredTariff, tariffVersions } from '../read-models.ts';
import { faultsAsText, knownFrom } from './faults.ts';

/** A tariff's draft and versions. */

export interface TariffState {
  readonly kind: 'tariff';
  readonly tariffId: string;
  readonly draft?: TariffTerms;
  /** The newest first. */
  readonly versions: StoredTariff['versions'];
  readonly retired?: NonNullable<ManagedTariff['retired']>;
}

export type TariffEvent = EventOf<typeof tariffDrafted | typeof tariffPublished | typeof tariffRetired>;
type TariffDecision = Decision<TariffEvent, TariffState>;

export const newTariff = (tariffId: string): TariffState => ({ kind: 'tariff', tariffId, versions: [] });

const forbidden = { kind: 'refuse', code: 'FORBIDDEN', detail: 'Only an operator manages tariffs.' } as const;

export function decideDraft(
  state: TariffState,
  { data, principal }: MessageOf<typeof draftTariff>,
  context: Context,
): TariffDecision {
  if (principal?.kind !== 'operator') return forbidden;
  if (state.retired !== undefined) return tariffRetiredError(`${state.tariffId} is retired.`);
  const { tariffId, terms } = data;
  const faults = tariffFaults({ tariffId, version: 1, ...terms }, knownFrom(context));
  if (faults.length > 0) return tariffNotValid(faultsAsText(faults));
  return accept([tariffDrafted({ tariffId, terms, operator: principal.id, time: context.now })], context);
}

export function decidePublish(
  state: TariffState,
  { data, principal }: MessageOf<typeof publishTariff>,
  context: Context,
): TariffDecision {
  if (principal?.kind !== 'operator') return forbidden;
  if (state.retired !== undefined) return tariffRetiredError(`${state.tariffId} is retired.`);
  if (state.draft === undefined) return tariffWithoutDraft(`${state.tariffId} has no draft.`);
  const [last] = state.versions;
  const { from = context.now } = data;
  if (isBefore(from, context.now)) return versionTooEarly(`${from} is over: it is ${context.now}.`);
  if (last !== undefined && isBefore(from, last.from)) {
    return versionTooEarly(`Version ${last.version} is in force from ${last.from}.`);
  }
  const { tariffId, draft } = state;
  const tariff: Tariff = { tariffId, version: (last?.version ?? 0) + 1, ...draft };
  // Zones may have gone since the draft was written.
  const faults = tariffFaults(tariff, knownFrom(context));
  if (faults.length > 0) return tariffNotValid(faultsAsText(faults));
  const published = { tariffId, tariff, from, operator: principal.id, time: context.now };
  return accept([tariffPublished(published)], context);
}

export function decideRetire(
  state: TariffState,
  { data: { tariffId }, principal }: MessageOf<typeof retireTariff>,
  context: Context,
): TariffDecision {
  if (principal?.kind !== 'operator') return forbidden;
  if (state.draft === undefined) return tariffUnknown(`There is no tariff ${tariffId}.`);
  const already = state.retired !== undefined;
  return accept(
    already ? [] : [tariffRetired({ tariffId, operator: principal.id, time: context.now })],
    context,
  );
}

function accept(events: readonly TariffEvent[], { now }: Context): TariffDecision {
  return { kind: 'accept', events, resultAfter: (after) => managedAt(stored(after), now) };
}

export function evolveTariff(state: TariffState, event: TariffEvent): TariffState {
  switch (event.type) {
    case 'billing.tariff-drafted.v1':
      return { ...state, draft: event.data.terms };
    case 'billing.tariff-published.v1': {
      const { tariff, from, operator, time } = event.data;
      const version = { version: tariff.version, from, publishedBy: operator, publishedAt: time };
      return { ...state, versions: [version, ...state.versions] };
    }
    case 'billing.tariff-retired.v1': {
      const { operator, time } = event.data;
      return { ...state, retired: { operator, time } };
    }
  }
}

function stored({ tariffId, draft, versions, retired }: TariffState): StoredTariff {
  return {
    tariffId,
    versions: [...versions],
    ...(draft === undefined ? {} : { draft }),
    ...(retired === undefined ? {} : { retired }),
  };
}

/** With the state that each version has at this time. */
export function managedAt({ versions, ...tariff }: StoredTariff, now: Instant): ManagedTariff {
  const active = activeVersion({ versions, ...tariff }, now);
  return {
    ...tariff,
    versions: versions.map((version) => ({
      ...version,
      state: isBefore(now, version.from) ? 'SCHEDULED' : version.version === active ? 'ACTIVE' : 'SUPERSEDED',
    })),
  };
}

/** Of several that are in force from the same time on, the newest. */
export function activeVersion(
  { versions, retired }: Pick<StoredTariff, 'versions' | 'retired'>,
  now: Instant,
): number | undefined {
  if (retired !== undefined) return undefined;
  return versions.find(({ from }) => !isBefore(now, from))?.version;
}

export function tariffItems(state: TariffState): readonly ReadModelItem[] {
  const { tariffId, draft } = state;
  if (draft === undefined) return [];
  return [managedTariffs({ tariffId }, stored(state), allTariffs({}, tariffId))];
}

export function tariffEntries({ tariff }: { readonly tariff: Tariff }): readonly ReadModelItem[] {
  const { tariffId, version } = tariff;
  return [tariffVersions({ tariffId, version }, tariff)];
}
