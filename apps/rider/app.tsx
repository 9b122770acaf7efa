import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { AccountView } from './account/account-view.tsx';
import { FindView } from './find/find-view.tsx';
import { RentalView } from './rental/rental-view.tsx';
import { AppContext, useApp, useSnapshot } from './shell/app-context.ts';
import { Failure, Loading } from './shell/loaded.tsx';
import { usePlace } from './shell/place.ts';
import type { Rider } from './shell/rider.ts';
import { SignUpView } from './sign-up/sign-up-view.tsx';
import { ReceiptView } from './trips/receipt-view.tsx';
import { TripsView } from './trips/trips-view.tsx';
import { chooseLanguage, type Language, Words } from './words/words.ts';

/** The app of a rider who is signed in. */
export function App({ rider, first }: { readonly rider: Rider; readonly first: Words }): JSX.Element {
  const [words, setWords] = useState(first);
  const choose = (language: Language): void => {
    chooseLanguage(language);
    void Words.of(language).then(setWords);
  };
  useEffect(() => {
    document.documentElement.lang = words.language;
  }, [words]);
  return (
    <AppContext.Provider value={{ rider, words, choose }}>
      <Connection />
      <View />
      <Navigation />
    </AppContext.Provider>
  );
}

/** Says that there is no connection, until there is one. */
function Connection(): JSX.Element {
  const { words } = useApp();
  const { connection } = useSnapshot();
  return (
    <div role="status" class="connection">
      {connection === 'lost' ? <p class="notice warn-notice">{words.text('lost')}</p> : undefined}
    </div>
  );
}

function View(): JSX.Element {
  const { rider } = useApp();
  const { me, rental, failure } = useSnapshot();
  const [room = '', id] = usePlace();
  const key = `${room}/${id}`;
  useEffect(() => window.scrollTo(0, 0), [key]);
  if (failure !== undefined)
    return (
      <main class="page">
        <Failure error={failure} retry={() => void rider.load()} />
      </main>
    );
  switch (room) {
    case 'trips':
      return id === undefined ? <TripsView /> : <ReceiptView key={id} rentalId={id} />;
    case 'account':
      return <AccountView />;
    case 'sign-up':
      return <SignUpView />;
    default:
      if (me === undefined || rental === undefined)
        return (
          <main class="page">
            <Loading />
          </main>
        );
      return rental === null ? <FindView /> : <RentalView key={rental.rentalId} rental={rental} />;
  }
}

function Navigation(): JSX.Element {
  const { words } = useApp();
  const [room = ''] = usePlace();
  const tabs = [
    ['', 'navDrive'],
    ['trips', 'navTrips'],
    ['account', 'navAccount'],
  ] as const;
  return (
    <nav class="tabs" aria-label={words.text('appName')}>
      {tabs.map(([place, word]) => (
        <a key={place} href={`#/${place}`} aria-current={place === room ? 'page' : undefined}>
          {words.text(word)}
        </a>
      ))}
    </nav>
  );
}
