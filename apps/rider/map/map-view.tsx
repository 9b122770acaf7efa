import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { MapContent, RiderMap } from './rider-map.ts';

/** The map, once its code has come. A phone that cannot draw it shows the rest of the view. */
export function MapView(content: MapContent): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const map = useRef<RiderMap | undefined>(undefined);
  const latest = useRef(content);
  latest.current = content;
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    let isGone = false;
    import('./rider-map.ts')
      .then(({ RiderMap }) => {
        if (isGone || place.current === null) return;
        map.current = new RiderMap(place.current, latest.current);
      })
      .catch(() => setBroken(true));
    return () => {
      isGone = true;
      map.current?.remove();
      map.current = undefined;
    };
  }, []);
  useEffect(() => map.current?.show(content));
  return (
    <div class={isBroken ? 'map no-map' : 'map'}>
      <div class="map-canvas" ref={place} />
    </div>
  );
}
