import type { DamageReport, Rental } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useApp, useSeconds } from '../shell/app-context.ts';
import { Failure, Loading, useLoaded } from '../shell/loaded.tsx';
import type { Words } from '../words/words.ts';
import { DamageForm, type Phase } from './damage-form.tsx';

const DAY_MS = 86_400_000;

/** When damage may be reported for the rental, by the platform's rules. */
function phasesOf({ state, started, ended }: Rental, now: number): readonly Phase[] {
  if (state === 'RESERVED' || state === 'UNLOCKING') return ['before'];
  if (state === 'IN_USE') return ['before', 'after'];
  if (ended !== undefined) return now < Date.parse(ended.time) + DAY_MS ? ['after'] : [];
  return started === undefined ? [] : ['after'];
}

/** What was reported of the rental's car, and the way to report more. */
export function DamageSection({ rental }: { readonly rental: Rental }): JSX.Element | null {
  const { words } = useApp();
  const phases = phasesOf(rental, useSeconds());
  if (phases.length === 0) return null;
  return (
    <details class="card fold">
      <summary>{words.text('damageTitle')}</summary>
      <Reports rentalId={rental.rentalId} phases={phases} />
    </details>
  );
}

function Reports({
  rentalId,
  phases,
}: {
  readonly rentalId: string;
  readonly phases: readonly Phase[];
}): JSX.Element {
  const { rider, words } = useApp();
  const [reports, again] = useLoaded(
    (signal) => rider.client.listDamageReports({ rentalId }, { signal }),
    rentalId,
  );
  return (
    <div class="form">
      <p class="dim">{words.text('damageHint')}</p>
      {reports.state === 'loading' ? <Loading /> : undefined}
      {reports.state === 'failed' ? <Failure error={reports.error} retry={again} /> : undefined}
      <ul class="plain">
        {reports.value?.reports.map((report) => (
          <li key={report.reportId}>
            <Report report={report} />
          </li>
        ))}
      </ul>
      <DamageForm rentalId={rentalId} phases={phases} done={again} />
    </div>
  );
}

function Report({ report }: { readonly report: DamageReport }): JSX.Element {
  const { words } = useApp();
  const { time, description, photos } = report;
  const missing = photos.filter(({ state }) => state === 'AWAITED').length;
  return (
    <>
      <strong>{titleOf(report, words)}</strong> <span class="dim">{words.time(time)}</span>
      {description === undefined ? undefined : <p>{description}</p>}
      <p class="photos">
        {photos.map(({ number, download }) =>
          download === undefined ? undefined : (
            <img key={number} src={download.url} alt={words.text('photoOf', { number })} />
          ),
        )}
      </p>
      {missing === 0 ? undefined : <p class="warn">{words.text('photosMissing', { count: missing })}</p>}
    </>
  );
}

const titleOf = ({ zone, kind, phase }: DamageReport, words: Words): string =>
  `${words.text(`zone${zone}`)}: ${words.text(`kind${kind}`)} (${words.text(`phase_${phase}`)})`;
