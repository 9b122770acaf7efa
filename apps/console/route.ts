import { useEffect, useState } from 'preact/hooks';

/** Where in the console somebody is: `#/rentals/rnt_…`. */

export const VIEWS = [
  'map',
  'now',
  'rentals',
  'riders',
  'charges',
  'tariffs',
  'programme',
  'offers',
  'partners',
  'letters',
  'zones',
] as const;
export type View = (typeof VIEWS)[number];

export interface Place {
  readonly view: View;
  /** What of the view: a VIN, a rental, a rider, an offer, a partner. */
  readonly id: string | undefined;
}

export function linkTo(view: View, id?: string): string {
  return `#/${view}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;
}

function placeIn(hash: string): Place {
  const [, name, id] = hash.split('/');
  const view = VIEWS.find((one) => one === name) ?? 'map';
  return { view, id: id === undefined || id === '' ? undefined : decodeURIComponent(id) };
}

export function usePlace(): Place {
  const [place, setPlace] = useState(() => placeIn(location.hash));
  useEffect(() => {
    const follow = (): void => setPlace(placeIn(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return place;
}
