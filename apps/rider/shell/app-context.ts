import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Language, Words } from '../words/words.ts';
import type { Rider, Snapshot } from './rider.ts';

interface App {
  readonly rider: Rider;
  readonly words: Words;
  readonly choose: (language: Language) => void;
}

export const AppContext = createContext<App | undefined>(undefined);

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error('This part is not inside the app');
  return app;
}

/** What is known now; the part is drawn again when it changes. */
export function useSnapshot(): Snapshot {
  const { rider } = useApp();
  const [snapshot, setSnapshot] = useState(rider.snapshot);
  useEffect(() => {
    setSnapshot(rider.snapshot);
    return rider.onChange(() => setSnapshot(rider.snapshot));
  }, [rider]);
  return snapshot;
}

/** The platform's time in milliseconds, each second. */
export function useSeconds(): number {
  const { rider } = useApp();
  const [now, setNow] = useState(rider.live.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(rider.live.now()), 1000);
    return () => clearInterval(timer);
  }, [rider]);
  return now;
}
