import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { AccountView } from './account/account-view.tsx';
import { FindView } from './find/find-view.tsx';
import { MoneyView } from './money/money-view.tsx';
import { RentalView } from './rental/rental-view.tsx';
import { OfferView } from './rewards/offer-view.tsx';
import { PointsView } from './rewards/points-view.tsx';
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
    case 'points':
      return id === undefined ? <PointsView /> : <OfferView key={id} issueId={id} />;
    case 'account':
      return <AccountView />;
    case 'money':
      return <MoneyView />;
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
  // Money is a page of the account.
  const tab = room === 'money' ? 'account' : room;
  const tabs = [
    ['', 'navDrive'],
    ['trips', 'navTrips'],
    ['points', 'navPoints'],
    ['account', 'navAccount'],
  ] as const;
  return (
    <nav class="tabs" aria-label={words.text('appName')}>
      {tabs.map(([place, word]) => (
        <a key={place} href={`#/${place}`} aria-current={place === tab ? 'page' : undefined}>
          {words.text(word)}
        </a>
      ))}
    </nav>
  );
}
