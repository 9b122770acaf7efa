import type { DamageReport } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { upload } from './photo.ts';

type Progress = number | 'arrived' | 'failed';

/** Uploads the photos of a report one after the other, says how far each is, and tries again what failed. */
export function PhotoUpload({
  report,
  photos,
  done,
}: {
  readonly report: DamageReport;
  readonly photos: readonly File[];
  readonly done: () => void;
}): JSX.Element {
  const { rider, words } = useApp();
  const [progress, setProgress] = useState<readonly Progress[]>(photos.map(() => 0));
  const [turn, setTurn] = useState(0);
  const set = (number: number, value: Progress): void =>
    setProgress((before) => before.map((one, n) => (n === number ? value : one)));
  useEffect(() => {
    void (async () => {
      for (const [n, photo] of photos.entries()) {
        if (progress[n] === 'arrived') continue;
        set(n, 0);
        try {
          await send(n, photo);
          set(n, 'arrived');
        } catch {
          set(n, 'failed');
        }
      }
    })();
  }, [turn]);

  /** The links of the answer are good for some minutes only: for another try the list of reports has new ones. */
  async function send(n: number, photo: File): Promise<void> {
    const { photos: known } = turn === 0 ? report : await newest();
    await sendTo(known[n], photo, n);
  }

  async function newest(): Promise<DamageReport> {
    const { rentalId, reportId } = report;
    const { reports } = await rider.client.listDamageReports({ rentalId });
    return reports.find((one) => one.reportId === reportId) ?? report;
  }

  async function sendTo(
    known: DamageReport['photos'][number] | undefined,
    photo: File,
    n: number,
  ): Promise<void> {
    if (known?.state === 'ARRIVED') return;
    if (known?.upload === undefined) throw new Error('The time for this photo is over');
    await upload(known.upload, photo, (part) => set(n, part));
  }

  const isUnderWay = progress.some((one) => typeof one === 'number');
  const failed = progress.filter((one) => one === 'failed').length;
  const message = isUnderWay ? 'photosSending' : failed === 0 ? 'damageDone' : 'photosFailed';
  return (
    <div class="form">
      <p role="status" class={`notice ${isUnderWay ? '' : failed === 0 ? 'good-notice' : 'bad-notice'}`}>
        {words.text(message)}
      </p>
      <ul class="plain">
        {progress.map((one, n) => (
          <li key={photos[n]?.name} class="row">
            <span>{words.text('photoOf', { number: n + 1 })}</span>
            {typeof one === 'number' ? (
              <progress value={one} max={1} aria-label={words.text('photoOf', { number: n + 1 })} />
            ) : (
              <span class={one === 'arrived' ? 'good' : 'bad'}>
                {words.text(one === 'arrived' ? 'photoArrived' : 'photoFailed')}
              </span>
            )}
          </li>
        ))}
      </ul>
      {isUnderWay || failed === 0 ? undefined : (
        <button type="button" class="primary" onClick={() => setTurn(turn + 1)}>
          {words.text('retry')}
        </button>
      )}
      {isUnderWay ? undefined : (
        <button type="button" onClick={done}>
          {words.text('close')}
        </button>
      )}
    </div>
  );
}
