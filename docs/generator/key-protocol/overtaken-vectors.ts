import { reporter } from './parties.ts';
import { driving, inUse, later, OTHER_SESSION, OTHER_VIN, commandStory as story } from './story.ts';
import type { Vector } from './vector-format.ts';

/** Commands that were to open the car, and came only after a later one that was to close it. */

const openings = ['unlock', 'start-enable', 'open-trunk'] as const;
const closings = ['lock', 'stop-enable'] as const;

function overtaken(): Vector[] {
  return openings.flatMap((opening) =>
    closings.map((closing) => {
      const told = story(`${opening}: overtaken by ${closing}, for good, until it is wished anew`, inUse);
      const withheld = told.command({ action: opening });
      return told
        .executes(told.command({ action: closing }))
        .refuses(withheld, 'OVERTAKEN', { used: true })
        .repeats(1)
        .executes({ ...withheld, counter: 3 }).vector;
    }),
  );
}

function notOvertaken(): Vector[] {
  const older = story('a lock that is older overtakes nothing, however late it comes');
  const harmless = story('what opens nothing is obeyed below the closing mark', inUse);
  const open = story('what does not close overtakes nothing');
  older
    .executes(older.command({ counter: 3 }))
    .executes(older.command({ action: 'lock', counter: 1 }))
    .executes(older.command({ action: 'start-enable', counter: 2 }))
    .executes(older.command({ action: 'open-trunk', counter: 4 }));
  harmless.executes(harmless.command({ action: 'lock', counter: 9 }));
  for (const action of ['find', 'report', ...closings]) harmless.executes(harmless.command({ action }));
  for (const [place, action] of ['report', 'find', ...openings].entries())
    open.executes(open.command({ action, counter: 9 - place }));
  return [older.vector, harmless.vector, open.vector];
}

/** Which counter the mark is, and for how long. */
function closingMarks(): Vector[] {
  const highest = story('the closing mark is the highest, in whatever order they come');
  const early = story('a lock that is refused before its counter is used overtakes nothing');
  const anew = story('the closing mark begins anew with a session');
  const lock = { action: 'lock', counter: 5 };
  return [
    highest
      .executes(highest.command({ action: 'lock', counter: 9 }))
      .executes(highest.command({ action: 'stop-enable', counter: 5 }))
      .refuses(highest.command({ counter: 8 }), 'OVERTAKEN', { used: true })
      .executes(highest.command({ action: 'report', counter: 20 }))
      .executes(highest.command({ counter: 10 })).vector,
    early
      .refuses(early.command({ ...lock, issued: later(-6), expires: later(-1) }), 'EXPIRED')
      .refuses(early.command({ ...lock, session: OTHER_SESSION }), 'WRONG_SESSION')
      .refuses(early.command({ ...lock, vin: OTHER_VIN }), 'WRONG_VIN')
      .executes(early.command({ counter: 4 })).vector,
    anew
      .executes(anew.command(lock))
      .before({ reboot: OTHER_SESSION })
      .executes(anew.command({ counter: 1 })).vector,
  ];
}

/** What closes overtakes by having been wished: also when the car could not obey. */
function hindered(): Vector[] {
  const open = { ...inUse, doorsClosed: false };
  const door = story('a lock that is refused for an open door overtakes what was to open', open);
  const running = { ...inUse, engineOn: true };
  const engine = story(
    'a stop-enable that is refused for a running engine overtakes what was to open',
    running,
  );
  const reporting = story('a lock by a key that may not ask for it overtakes what was to open');
  return [
    door
      .refuses(door.command({ action: 'lock', counter: 2 }), 'DOOR_OPEN', { used: true })
      .before({ body: { doorsClosed: true } })
      .refuses(door.command({ counter: 1 }), 'OVERTAKEN', { used: true }).vector,
    engine
      .refuses(engine.command({ action: 'stop-enable', counter: 2 }), 'NOT_PARKED', { used: true })
      .refuses(engine.command({ action: 'start-enable', counter: 1 }), 'OVERTAKEN', { used: true }).vector,
    reporting
      .refuses(reporting.command({ action: 'lock', counter: 2 }), 'NOT_AUTHORISED', {
        by: reporter,
        used: true,
      })
      .refuses(reporting.command({ counter: 1 }), 'OVERTAKEN', { used: true }).vector,
  ];
}

/** Of everything that is wrong with it, the first is said. */
function inOrder(): Vector[] {
  const used = story('what is overtaken uses its counter, and what was used is not said to be overtaken');
  const first = story('what is overtaken is that, whatever else the car has against it', driving);
  return [
    used
      .executes(used.command({ action: 'lock', counter: 2 }))
      .refuses(used.command({ counter: 1 }), 'OVERTAKEN', { used: true })
      .refuses(used.command({ counter: 1 }), 'COUNTER_USED')
      .refuses(used.command({ action: 'report', counter: 1 }), 'COUNTER_USED').vector,
    first
      .refuses(first.command({ action: 'lock', counter: 7 }), 'VEHICLE_MOVING', { used: true })
      .refuses(first.command({ counter: 6 }), 'OVERTAKEN', { used: true })
      .refuses(first.command({ counter: 5 }), 'OVERTAKEN', { by: reporter, used: true }).vector,
  ];
}

export const overtakenVectors = (): Vector[] => [
  ...overtaken(),
  ...notOvertaken(),
  ...closingMarks(),
  ...hindered(),
  ...inOrder(),
];
