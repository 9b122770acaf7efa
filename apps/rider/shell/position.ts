import { useEffect, useState } from 'preact/hooks';

export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

/** Smaller steps change nothing that is worth another search. */
const STEP_METRES = 25;
const METRES_A_DEGREE = 111_320;

/** Where the phone is; null when it does not say. Undefined while it is asked. */
export function usePosition(): Position | null | undefined {
  const [position, setPosition] = useState<Position | null>();
  useEffect(() => {
    if (!('geolocation' in navigator)) {
      setPosition(null);
      return undefined;
    }
    const watch = navigator.geolocation.watchPosition(
      ({ coords: { latitude, longitude } }) =>
        setPosition((known) => {
          const here = { latitude, longitude };
          return known && metresBetween(known, here) < STEP_METRES ? known : here;
        }),
      () => setPosition((known) => known ?? null),
      { enableHighAccuracy: true, maximumAge: 30_000, timeout: 10_000 },
    );
    return () => navigator.geolocation.clearWatch(watch);
  }, []);
  return position;
}

/** Near enough for the way to a car. */
function metresBetween(a: Position, b: Position): number {
  const north = (a.latitude - b.latitude) * METRES_A_DEGREE;
  const east = (a.longitude - b.longitude) * METRES_A_DEGREE * Math.cos((a.latitude * Math.PI) / 180);
  return Math.hypot(north, east);
}

/** As the API takes it. */
export const near = ({ latitude, longitude }: Position): string =>
  `${latitude.toFixed(6)},${longitude.toFixed(6)}`;
