import { type Client, type Zone, type ZoneKind, type Zones } from '@roadstream/sdk';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useLoaded } from '../../design/loading.ts';
import { Shown } from '../shown.tsx';
import { text } from '../texts.ts';
import {
  type Corner,
  cornersOf,
  type Draft,
  faultsOf,
  idFor,
  type RingPlace,
  withCorner,
  withNewCorner,
  withRing,
} from './outline.ts';
import { ZoneForm } from './ZoneForm.tsx';
import type { Drawing, ZoneMap } from './zone-map.ts';

const OUTLINE: RingPlace = { polygon: 0, ring: 0 };

const NEW: Draft = {
  zone: {
    type: 'Feature',
    id: '',
    properties: { kind: 'no-parking', name: '' },
    geometry: { type: 'Polygon', coordinates: [[]] },
  },
  isNew: true,
  place: OUTLINE,
  corners: [],
};

/** The zones on a map, with a list of them; one at a time is drawn or changed, on the map or corner by corner. */
export function ZonesView({ client }: { readonly client: Client }) {
  const [zones, again] = useLoaded((signal) => client.getZones({}, { signal }), [client]);
  const [draft, setDraft] = useState<Draft>();
  const [said, setSaid] = useState('');
  const map = useRef<ZoneMap>(undefined);
  const known = zones.state === 'there' ? zones.value : undefined;
  const faults = draft === undefined ? [] : faultsOf(draft.corners);

  const begin = (next: Draft | undefined): void => {
    setDraft(next);
    setSaid('');
    if (next !== undefined && next.corners.length > 0) map.current?.fit(next.corners);
  };
  const change = (zone: Zone, place = OUTLINE): void =>
    begin({ zone, isNew: false, place, corners: cornersOf(zone, place) });
  const setCorners = (next: (corners: readonly Corner[]) => readonly Corner[]): void =>
    setDraft((before) => before && { ...before, corners: next(before.corners) });
  const drawing: Drawing = {
    add: (corner) => setCorners((corners) => withNewCorner(corners, corners.length - 1, corner)),
    move: (at, corner) => setCorners((corners) => withCorner(corners, at, corner)),
    insert: (after, corner) => setCorners((corners) => withNewCorner(corners, after, corner)),
    choose: (zoneId) => {
      const zone = known?.features.find(({ id }) => id === zoneId);
      if (zone !== undefined) change(zone);
    },
  };

  /** Others may have changed other zones meanwhile: only this one is changed of what is in force now. */
  const put = async (next: (features: readonly Zone[]) => readonly Zone[]): Promise<void> => {
    const now = await client.getZones();
    await client.putZones({ ...now, features: next(now.features) });
    setDraft(undefined);
    setSaid(text('zonesInForce'));
    again();
  };
  const save = (name: string, kind: ZoneKind): Promise<void> =>
    put((features) => {
      if (draft === undefined) return features;
      const id = draft.isNew
        ? idFor(
            name,
            features.map((one) => one.id),
          )
        : draft.zone.id;
      const zone = { ...withRing(draft.zone, draft.place, draft.corners), id, properties: { name, kind } };
      return draft.isNew ? [...features, zone] : features.map((one) => (one.id === id ? zone : one));
    });

  return (
    <div class="map-view with-car">
      <ZonesMap map={map} zones={known} draft={draft} drawing={drawing} />
      <aside class="beside">
        <section class="panel stack" aria-label={text('zones')}>
          <p role="status" class="good">
            {said}
          </p>
          {draft === undefined ? (
            <Shown of={zones} again={again}>
              {({ features }) => (
                <>
                  <button type="button" class="primary" onClick={() => begin(NEW)}>
                    {text('drawZone')}
                  </button>
                  {features.length === 0 ? (
                    <p class="dim">{text('noZones')}</p>
                  ) : (
                    <ul class="plain rows">
                      {features.map((zone) => (
                        <li key={zone.id} class="row">
                          <span>
                            <b>{zone.properties.name}</b>{' '}
                            <span class="dim">{text(`zone.${zone.properties.kind}`)}</span>
                          </span>
                          <button
                            type="button"
                            class="small push"
                            aria-label={text('changeZone', { name: zone.properties.name })}
                            onClick={() => change(zone)}
                          >
                            {text('change')}
                          </button>
                        </li>
                      ))}
                    </ul>
                  )}
                </>
              )}
            </Shown>
          ) : (
            <ZoneForm
              key={draft.zone.id}
              draft={draft}
              faults={faults}
              drawing={drawing}
              onRing={(place) => change(draft.zone, place)}
              onRemoveCorner={(at) => setCorners((corners) => corners.toSpliced(at, 1))}
              onAddCorner={() => map.current !== undefined && drawing.add(map.current.centre())}
              onSave={save}
              onRemove={() => put((features) => features.filter(({ id }) => id !== draft.zone.id))}
              onCancel={() => begin(undefined)}
            />
          )}
        </section>
      </aside>
    </div>
  );
}

function ZonesMap({
  map,
  zones,
  draft,
  drawing,
}: {
  readonly map: { current: ZoneMap | undefined };
  readonly zones: Zones | undefined;
  readonly draft: Draft | undefined;
  readonly drawing: Drawing;
}) {
  const container = useRef<HTMLDivElement>(null);
  const latest = useRef(drawing);
  latest.current = drawing;
  const [isThere, setThere] = useState(false);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let isGone = false;
    import('./zone-map.ts')
      .then(({ ZoneMap }) => {
        if (isGone || container.current === null) return;
        map.current = new ZoneMap(container.current, {
          add: (corner) => latest.current.add(corner),
          move: (at, corner) => latest.current.move(at, corner),
          insert: (after, corner) => latest.current.insert(after, corner),
          choose: (zoneId) => latest.current.choose(zoneId),
        });
        setThere(true);
      })
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
    return () => {
      isGone = true;
      map.current?.remove();
      map.current = undefined;
    };
  }, []);
  useEffect(() => {
    if (zones !== undefined) map.current?.showZones(zones);
  }, [zones, isThere]);
  useEffect(
    () => map.current?.draw(draft?.corners, draft === undefined ? [] : faultsOf(draft.corners)),
    [draft, isThere],
  );
  return (
    <section class="map-area" aria-label={text('zoneMapLabel')}>
      <div ref={container} class="map" />
      {problem !== undefined && (
        <p role="alert" class="map-problem">
          {text('zoneMapFailed', { why: problem })}
        </p>
      )}
    </section>
  );
}
