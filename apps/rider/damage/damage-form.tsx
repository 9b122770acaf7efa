import type { DamageReport } from '@roadstream/sdk';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { StepForm } from '../sign-up/step-form.tsx';
import type { Word } from '../words/words.ts';
import { claimOf, MOST_PHOTOS, PHOTO_TYPES, refusalOf } from './photo.ts';
import { PhotoUpload } from './photo-upload.tsx';

export type Phase = DamageReport['phase'];

const ZONES = ['FRONT', 'REAR', 'LEFT', 'RIGHT', 'ROOF', 'WINDOWS', 'WHEELS', 'INTERIOR'] as const;
const KINDS = ['SCRATCH', 'DENT', 'CRACK', 'BROKEN', 'MISSING', 'DIRT', 'OTHER'] as const;

interface Sent {
  readonly report: DamageReport;
  readonly photos: readonly File[];
}

/** Reports damage, and then uploads its photos. */
export function DamageForm({
  rentalId,
  phases,
  done,
}: {
  readonly rentalId: string;
  readonly phases: readonly Phase[];
  readonly done: () => void;
}): JSX.Element {
  const { rider, words } = useApp();
  const [photos, setPhotos] = useState<readonly File[]>([]);
  const [refused, refuse] = useState<Word>();
  const [sent, setSent] = useState<Sent>();
  if (sent !== undefined)
    return (
      <PhotoUpload
        report={sent.report}
        photos={sent.photos}
        done={() => {
          setSent(undefined);
          done();
        }}
      />
    );
  const add = (chosen: FileList | null): void => {
    const files = [...(chosen ?? [])];
    refuse(files.map(refusalOf).find((reason) => reason !== undefined));
    const good = files.filter((file) => refusalOf(file) === undefined);
    setPhotos((before) => [...before, ...good].slice(0, MOST_PHOTOS));
  };
  const send = async (typed: Readonly<Record<string, string>>): Promise<void> => {
    const { description = '' } = typed;
    const report = await rider.client.createDamageReport({
      rentalId,
      phase: phases.find((phase) => phase === typed['phase']) ?? phases[0] ?? 'before',
      zone: ZONES.find((zone) => zone === typed['zone']) ?? 'FRONT',
      kind: KINDS.find((kind) => kind === typed['kind']) ?? 'OTHER',
      ...(description === '' ? {} : { description }),
      photos: await Promise.all(photos.map(claimOf)),
    });
    setPhotos([]);
    refuse(undefined);
    if (photos.length === 0) done();
    else setSent({ report, photos });
  };
  return (
    <StepForm send={send} label={words.text('damageSend')}>
      {phases.length < 2 ? undefined : (
        <Choice label="damagePhase" name="phase" options={phases} word={(one) => `phase_${one}`} />
      )}
      <Choice label="damageZone" name="zone" options={ZONES} word={(one) => `zone${one}`} />
      <Choice label="damageKind" name="kind" options={KINDS} word={(one) => `kind${one}`} />
      <label class="field">
        <span>{words.text('damageText')}</span>
        <textarea name="description" maxLength={500} rows={2} />
      </label>
      <div class="photos">
        {photos.map((photo, n) => (
          <Preview
            key={`${photo.name}/${photo.lastModified}/${photo.size}`}
            photo={photo}
            number={n + 1}
            remove={() => setPhotos((before) => before.filter((one) => one !== photo))}
          />
        ))}
      </div>
      {photos.length === MOST_PHOTOS ? undefined : (
        <label class="field">
          <span>{words.text('photoAdd', { most: MOST_PHOTOS })}</span>
          <input
            type="file"
            accept={PHOTO_TYPES.join()}
            capture="environment"
            multiple
            onChange={({ currentTarget }) => {
              add(currentTarget.files);
              // The same photo may be chosen again after it was taken away.
              currentTarget.value = '';
            }}
          />
        </label>
      )}
      {refused === undefined ? undefined : (
        <p class="notice bad-notice" role="alert">
          {words.text(refused)}
        </p>
      )}
    </StepForm>
  );
}

function Choice<Option extends string>({
  label,
  name,
  options,
  word,
}: {
  readonly label: Word;
  readonly name: string;
  readonly options: readonly Option[];
  readonly word: (option: Option) => Word;
}): JSX.Element {
  const { words } = useApp();
  return (
    <label class="field">
      <span>{words.text(label)}</span>
      <select name={name}>
        {options.map((option) => (
          <option key={option} value={option}>
            {words.text(word(option))}
          </option>
        ))}
      </select>
    </label>
  );
}

function Preview({
  photo,
  number,
  remove,
}: {
  readonly photo: File;
  readonly number: number;
  readonly remove: () => void;
}): JSX.Element {
  const { words } = useApp();
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const url = URL.createObjectURL(photo);
    if (image.current !== null) image.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [photo]);
  return (
    <span class="photo">
      <img ref={image} alt={words.text('photoOf', { number })} />
      <button type="button" class="small" onClick={remove} aria-label={words.text('photoRemove', { number })}>
        ×
      </button>
    </span>
  );
}
