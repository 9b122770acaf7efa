import { ApiError, type ZoneKind } from '@roadstream/sdk';
import { useEffect, useId, useState } from 'preact/hooks';
import { fieldOf, formOf } from '../../design/forms.ts';
import { number } from '../../design/language.ts';
import { explained } from '../../design/loading.ts';
import { text } from '../texts.ts';
import { type Corner, type Draft, type Fault, type RingPlace, ringsOf } from './outline.ts';
import type { Drawing } from './zone-map.ts';

const KINDS: readonly ZoneKind[] = ['service-area', 'no-parking', 'pricing'];

/** A zone's name and kind, and its corners: those who do not point at a map change them here. */
export function ZoneForm({
  draft: { zone, isNew, place, corners },
  faults,
  drawing,
  onRing,
  onRemoveCorner,
  onAddCorner,
  onSave,
  onRemove,
  onCancel,
}: {
  readonly draft: Draft;
  readonly faults: readonly Fault[];
  readonly drawing: Drawing;
  readonly onRing: (place: RingPlace) => void;
  readonly onRemoveCorner: (at: number) => void;
  readonly onAddCorner: () => void;
  readonly onSave: (name: string, kind: ZoneKind) => Promise<void>;
  readonly onRemove: () => Promise<void>;
  readonly onCancel: () => void;
}) {
  const [problem, setProblem] = useState<string>();
  const [isRemoving, setRemoving] = useState(false);
  // What was said is of the outline before.
  useEffect(() => setProblem(undefined), [corners]);
  const failed = (error: unknown): void =>
    setProblem(
      [
        explained(error).why,
        ...(error instanceof ApiError ? error.errors.map(({ path, message }) => `${path} ${message}`) : []),
      ].join(' '),
    );
  const submit = (event: SubmitEvent): void => {
    const form = formOf(event);
    const kind = KINDS.find((one) => one === fieldOf(form, 'kind'));
    const [fault] = faults;
    setProblem(fault && text(`fault.${fault.kind}`));
    if (fault === undefined && kind !== undefined) onSave(fieldOf(form, 'name'), kind).catch(failed);
  };
  const rings = ringsOf(zone);
  const general = faults.filter(({ corner }) => corner === undefined);
  return (
    <form class="stack" onSubmit={submit}>
      <h2>{isNew ? text('drawZone') : text('changeZone', { name: zone.properties.name })}</h2>
      <p class="dim">{text('drawZone.about')}</p>
      <label class="field">
        {text('name')}
        <input name="name" required maxLength={80} autocomplete="off" defaultValue={zone.properties.name} />
      </label>
      <label class="field">
        {text('kind')}
        <select name="kind">
          {KINDS.map((kind) => (
            <option key={kind} value={kind} selected={kind === zone.properties.kind}>
              {text(`zone.${kind}`)}
            </option>
          ))}
        </select>
      </label>
      {rings.length > 1 && (
        <label class="field">
          {text('ring')}
          <select
            value={`${place.polygon}/${place.ring}`}
            onChange={(event) => {
              const [polygon = 0, ring = 0] = event.currentTarget.value.split('/').map(Number);
              onRing({ polygon, ring });
            }}
          >
            {rings.map(({ polygon, ring }) => (
              <option key={`${polygon}/${ring}`} value={`${polygon}/${ring}`}>
                {text(ring === 0 ? 'ringOutline' : 'ringHole', {
                  part: number(polygon + 1),
                  hole: number(ring),
                })}
              </option>
            ))}
          </select>
        </label>
      )}
      <h3>{text('corners', { count: number(corners.length) })}</h3>
      {general.map(({ kind }) => (
        <p key={kind} class={corners.length === 0 ? 'dim' : 'bad'}>
          {text(`fault.${kind}`)}
        </p>
      ))}
      <ol class="corners">
        {corners.map((corner, at) => (
          <CornerRow
            // oxlint-disable-next-line react/no-array-index-key -- a corner is its place in the outline
            key={at}
            at={at}
            corner={corner}
            faults={faults.filter((fault) => fault.corner === at)}
            onMove={(to) => drawing.move(at, to)}
            onRemove={() => onRemoveCorner(at)}
          />
        ))}
      </ol>
      <button type="button" onClick={onAddCorner}>
        {text('addCorner')}
      </button>
      {problem !== undefined && (
        <p role="alert" class="bad">
          {problem}
        </p>
      )}
      <div class="row wrap end">
        {!isNew &&
          (isRemoving ? (
            <button type="button" class="danger" onClick={() => void onRemove().catch(failed)}>
              {text('removeZone.really')}
            </button>
          ) : (
            <button type="button" class="danger" onClick={() => setRemoving(true)}>
              {text('removeZone')}
            </button>
          ))}
        <button type="button" onClick={onCancel}>
          {text('cancel')}
        </button>
        <button type="submit" class="primary">
          {text('save')}
        </button>
      </div>
    </form>
  );
}

function CornerRow({
  at,
  corner: [longitude, latitude],
  faults,
  onMove,
  onRemove,
}: {
  readonly at: number;
  readonly corner: Corner;
  readonly faults: readonly Fault[];
  readonly onMove: (to: Corner) => void;
  readonly onRemove: () => void;
}) {
  const faultId = useId();
  const described = faults.length === 0 ? {} : { 'aria-invalid': true, 'aria-describedby': faultId };
  const n = number(at + 1);
  return (
    <li>
      <div class="row">
        <input
          type="number"
          step="any"
          aria-label={text('latitudeOf', { n })}
          value={latitude}
          onChange={(event) => onMove([longitude, Number(event.currentTarget.value)])}
          {...described}
        />
        <input
          type="number"
          step="any"
          aria-label={text('longitudeOf', { n })}
          value={longitude}
          onChange={(event) => onMove([Number(event.currentTarget.value), latitude])}
          {...described}
        />
        <button type="button" class="small" aria-label={text('removeCorner', { n })} onClick={onRemove}>
          ×
        </button>
      </div>
      {faults.length > 0 && (
        <span id={faultId} class="bad">
          {faults.map(({ kind }) => text(`fault.${kind}`)).join(' ')}
        </span>
      )}
    </li>
  );
}
