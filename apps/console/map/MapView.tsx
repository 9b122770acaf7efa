import type { FleetCar } from '@roadstream/sdk';
import { useEffect, useRef, useState } from 'preact/hooks';
import { duration, number } from '../../design/language.ts';
import { useStore, useTicks } from '../../design/store.ts';
import { ActionDialog } from '../actions/ActionDialog.tsx';
import type { ActionName } from '../actions/actions.ts';
import { CarPanel } from '../car/CarPanel.tsx';
import { LOOKS, needOf } from '../fleet/car-look.ts';
import type { Fleet, ShownCar } from '../fleet/fleet.ts';
import { linkTo } from '../route.ts';
import { text } from '../texts.ts';
import type { FleetMap } from './fleet-map.ts';
import { LookMark } from './LookMark.tsx';

/** More rows than somebody reads; the search finds the others. */
const MOST_ROWS = 200;

/** The live map, with a list of the same cars for those who do not see or point at a map. */
export function MapView({ fleet, vin }: { readonly fleet: Fleet; readonly vin: string | undefined }) {
  useStore(fleet);
  useTicks(1000);
  const [wanted, setWanted] = useState('');
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [action, setAction] = useState<ActionName>();
  const all = fleet.inOrder();
  const found = wanted.trim() === '' ? all : all.filter((car) => fits(car, wanted));
  const shown = vin === undefined ? undefined : fleet.shown(vin);
  const chosenCars = [...selected].flatMap((one) => fleet.cars.get(one) ?? []);
  return (
    <div class={shown === undefined ? 'map-view' : 'map-view with-car'}>
      <MapArea fleet={fleet} vin={vin} />
      <aside class="beside">
        {shown !== undefined ? (
          <CarPanel key={shown.car.vin} fleet={fleet} shown={shown} />
        ) : (
          <section class="panel stack" aria-label={text('searchLabel')}>
            <label class="field">
              <span class="visually-hidden">{text('searchLabel')}</span>
              <input
                type="search"
                value={wanted}
                placeholder={text('search')}
                onInput={(event) => setWanted(event.currentTarget.value)}
              />
            </label>
            {fleet.problem !== undefined && (
              <p role="alert" class="bad">
                {text('failed', { why: fleet.problem })}{' '}
                <button type="button" class="small" onClick={() => void fleet.readAll()}>
                  {text('tryAgain')}
                </button>
              </p>
            )}
            {selected.size > 0 && (
              <div class="row wrap">
                <span>{text('selected', { count: number(selected.size) })}</span>
                {(['lock', 'find', 'out', 'in'] as const).map((name) => (
                  <button key={name} type="button" class="small" onClick={() => setAction(name)}>
                    {text(`action.${name}`)}
                  </button>
                ))}
              </div>
            )}
            <p class="dim" aria-live="polite">
              {!fleet.isLoaded ? text('loading') : emptyText(all.length, found.length)}
            </p>
            <ul class="car-list">
              {found
                .slice(0, MOST_ROWS)
                .flatMap((car) => fleet.shown(car.vin) ?? [])
                .map((one) => (
                  <CarRow
                    key={one.car.vin}
                    fleet={fleet}
                    shown={one}
                    isSelected={selected.has(one.car.vin)}
                    onSelect={(isSelected) => setSelected(withOrWithout(selected, one.car.vin, isSelected))}
                  />
                ))}
            </ul>
          </section>
        )}
      </aside>
      {action !== undefined && (
        <ActionDialog
          fleet={fleet}
          action={action}
          cars={chosenCars}
          onClose={() => {
            setAction(undefined);
            setSelected(new Set());
          }}
        />
      )}
    </div>
  );
}

function emptyText(all: number, found: number): string {
  if (all === 0) return text('noCars');
  return found === 0 ? text('none') : text('found', { count: number(found) });
}

function MapArea({ fleet, vin }: { readonly fleet: Fleet; readonly vin: string | undefined }) {
  const container = useRef<HTMLDivElement>(null);
  const map = useRef<FleetMap | undefined>(undefined);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let isGone = false;
    // The map is larger than all the rest, and the list is there before it.
    import('./fleet-map.ts').then(
      ({ FleetMap }) => {
        if (isGone || container.current === null) return;
        try {
          map.current = new FleetMap(container.current, fleet, (one) => {
            location.hash = linkTo('map', one);
          });
          map.current.choose(vin);
        } catch (error) {
          setProblem(error instanceof Error ? error.message : String(error));
        }
      },
      (error: unknown) => setProblem(String(error)),
    );
    return () => {
      isGone = true;
      map.current?.remove();
      map.current = undefined;
    };
  }, [fleet]);
  useEffect(() => map.current?.choose(vin), [vin]);
  return (
    <section class="map-area" aria-label={text('mapLabel')}>
      <div ref={container} class="map" />
      {problem !== undefined && (
        <p role="alert" class="map-problem">
          {text('mapFailed', { why: problem })}
        </p>
      )}
      <div class="map-tools">
        <button type="button" class="small" onClick={() => map.current?.fit()}>
          {text('showAll')}
        </button>
        <Legend fleet={fleet} />
      </div>
    </section>
  );
}

/** Counts only while it is open. */
function Legend({ fleet }: { readonly fleet: Fleet }) {
  const [isOpen, setOpen] = useState(false);
  const looks = isOpen ? fleet.looks() : undefined;
  return (
    <details class="legend" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text('legend')}</summary>
      <ul>
        {LOOKS.map((look) => (
          <li key={look}>
            <LookMark look={look} count={looks?.get(look) ?? 0} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function CarRow({
  fleet,
  shown: { car, look, chargePercent, heardAt },
  isSelected,
  onSelect,
}: {
  readonly fleet: Fleet;
  readonly shown: ShownCar;
  readonly isSelected: boolean;
  readonly onSelect: (isSelected: boolean) => void;
}) {
  const name = car.plate ?? car.vin;
  return (
    <li class={needOf(car) === undefined ? undefined : 'needs'}>
      <input
        type="checkbox"
        aria-label={text('select', { plate: name })}
        checked={isSelected}
        onChange={(event) => onSelect(event.currentTarget.checked)}
      />
      <a href={linkTo('map', car.vin)}>
        <b>{name}</b>
        <LookMark look={look} />
        <span class="dim number">
          {chargePercent === undefined ? '' : `${number(chargePercent)} % · `}
          {heardAt === undefined
            ? text('never')
            : text('ago', { age: duration(fleet.clock.now() - heardAt) })}
        </span>
      </a>
    </li>
  );
}

/** By plate, VIN, rider or rental, in any case and without spaces. */
export function fits(car: FleetCar, wanted: string): boolean {
  const plain = (words: string): string => words.toLowerCase().replaceAll(/[\s-]/g, '');
  const sought = plain(wanted);
  return [car.plate, car.vin, car.riderId, car.rentalId].some((one) => plain(one ?? '').includes(sought));
}

function withOrWithout(set: ReadonlySet<string>, item: string, isIn: boolean): ReadonlySet<string> {
  const next = new Set(set);
  if (isIn) next.add(item);
  else next.delete(item);
  return next;
}
