import { useEffect, useState } from 'preact/hooks';

/** Where in the app the rider is: the part of the address behind `#`, so that going back works. */
export function usePlace(): readonly string[] {
  const [place, setPlace] = useState(placeNow);
  useEffect(() => {
    const follow = (): void => setPlace(placeNow());
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return place;
}

const placeNow = (): readonly string[] => location.hash.replace(/^#\/?/, '').split('/').filter(Boolean);

export function goTo(place: string): void {
  location.hash = `/${place}`;
}
