import { useEffect } from 'preact/hooks';
import { duration } from '../design/language.ts';
import { useStore, useTicks } from '../design/store.ts';
import type { Session } from '../sign-in/session.ts';
import type { Fleet } from './fleet/fleet.ts';
import { MapView } from './map/MapView.tsx';
import type { History } from './now/history.ts';
import { NowView } from './now/NowView.tsx';
import { ChargesView } from './rooms/ChargesView.tsx';
import { LettersView } from './rooms/LettersView.tsx';
import { OffersView } from './rooms/OffersView.tsx';
import { PartnersView } from './rooms/PartnersView.tsx';
import { ProgrammeView } from './rooms/ProgrammeView.tsx';
import { RentalsView } from './rooms/RentalsView.tsx';
import { RidersView } from './rooms/RidersView.tsx';
import { TariffsView } from './rooms/TariffsView.tsx';
import { linkTo, type Place, usePlace, VIEWS, type View } from './route.ts';
import { text } from './texts.ts';
import { ZonesView } from './zones/ZonesView.tsx';

export interface ConsoleProps {
  readonly fleet: Fleet;
  readonly history: History;
  readonly session: Session;
}

/** The views that show where cars are, or since when they are silent. */
const WITH_POSITIONS: ReadonlySet<View> = new Set(['map', 'now']);

export function Console({ fleet, history, session }: ConsoleProps) {
  const place = usePlace();
  useEffect(() => fleet.beLookedAt(WITH_POSITIONS.has(place.view)), [fleet, place.view]);
  return (
    <div class="console">
      <a class="skip" href="#content" onClick={skip}>
        {text('skip')}
      </a>
      <header class="bar">
        <span class="brand">Roadstream</span>
        <nav aria-label={text('views')}>
          {VIEWS.map((view) => (
            <a key={view} href={linkTo(view)} aria-current={view === place.view ? 'page' : undefined}>
              {text(view)}
            </a>
          ))}
        </nav>
        <ConnectionMark fleet={fleet} />
        <button type="button" class="small" onClick={() => session.signOut()}>
          {text('signOut', { who: session.subject })}
        </button>
      </header>
      <ConnectionBanner fleet={fleet} />
      <main id="content" tabIndex={-1}>
        <h1 class="visually-hidden">{text(place.view)}</h1>
        <ViewAt place={place} fleet={fleet} history={history} />
      </main>
    </div>
  );
}

/** The fragment of the URL is the view's, so the page moves by itself. */
function skip(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#content')?.focus();
}

function ViewAt({
  place: { view, id },
  fleet,
  history,
}: {
  readonly place: Place;
  readonly fleet: Fleet;
  readonly history: History;
}) {
  switch (view) {
    case 'map':
      return <MapView fleet={fleet} vin={id} />;
    case 'now':
      return <NowView fleet={fleet} history={history} />;
    case 'rentals':
      return <RentalsView fleet={fleet} rentalId={id} />;
    case 'riders':
      return <RidersView fleet={fleet} riderId={id} />;
    case 'charges':
      return <ChargesView fleet={fleet} />;
    case 'tariffs':
      return <TariffsView client={fleet.client} />;
    case 'programme':
      return <ProgrammeView client={fleet.client} />;
    case 'offers':
      return <OffersView client={fleet.client} offerId={id} />;
    case 'partners':
      return <PartnersView client={fleet.client} id={id} />;
    case 'letters':
      return <LettersView client={fleet.client} />;
    case 'zones':
      return <ZonesView client={fleet.client} />;
  }
}

function ConnectionMark({ fleet }: { readonly fleet: Fleet }) {
  useStore(fleet);
  if (fleet.connection === 'lost') return null;
  return (
    <span class={`connection ${fleet.connection}`}>
      {text(fleet.connection === 'live' ? 'live' : 'connecting')}
    </span>
  );
}

/** Positions are read every minute, if none come by themselves. Older ones are said to be. */
const OLD_MS = 100_000;

/** Says that the connection is dead, or that positions are old, until they are not. */
function ConnectionBanner({ fleet }: { readonly fleet: Fleet }) {
  useStore(fleet);
  useTicks(1000);
  const { lostSince, positionsAt } = fleet;
  const age = positionsAt === undefined ? 0 : Date.now() - positionsAt;
  return (
    <div role="alert">
      {lostSince !== undefined ? (
        <p class="banner">{text('lost', { age: duration(Date.now() - lostSince) })}</p>
      ) : (
        age > OLD_MS && <p class="banner mild">{text('positionsOld', { age: duration(age) })}</p>
      )}
    </div>
  );
}
