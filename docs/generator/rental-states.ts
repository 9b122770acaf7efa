import { type Move, rentalMoves, type Trigger, triggers } from '../../functions/rentals/car/moves.ts';
import type { RentalState } from '../../shared/contracts/rentals/rental-state.ts';
import {
  backInService,
  carMoved,
  contactLost,
  contactRestored,
  takenOutOfService,
} from '../../shared/contracts/rentals/use.ts';

/** The rental machine as a page: drawn, and as a table, from the very data that decides. */

const names = Object.keys(triggers) as Trigger[];
const states = Object.keys(rentalMoves.unlock) as RentalState[];
const over: ReadonlySet<RentalState> = new Set(['ENDED', 'CANCELLED', 'EXPIRED']);

/** Once a rental is over, its car is available. */
const phase = (state: RentalState): string => (over.has(state) ? 'AVAILABLE' : state);

function edges(): ReadonlyMap<string, ReadonlySet<string>> {
  const drawn = new Map<string, Set<string>>([['AVAILABLE --> RESERVED', new Set(['reserve'])]]);
  for (const trigger of names) {
    for (const state of states) {
      const move: Move = rentalMoves[trigger][state];
      if (typeof move === 'string' || !('to' in move)) continue;
      for (const next of move.to) {
        if (next === state || over.has(state)) continue;
        const edge = `${phase(state)} --> ${phase(next)}`;
        const how = over.has(next) && next !== 'ENDED' ? `${trigger} (${next.toLowerCase()})` : trigger;
        drawn.set(edge, (drawn.get(edge) ?? new Set()).add(how));
      }
    }
  }
  return drawn;
}

function diagram(): string[] {
  return [
    '```mermaid',
    'stateDiagram-v2',
    '  [*] --> AVAILABLE',
    ...[...edges()].map(([edge, how]) => `  ${edge}: ${[...how].join('<br/>')}`),
    '```',
  ];
}

/** What holds beside the rental, whatever its state. */
function besides(): string[] {
  return [
    '```mermaid',
    'stateDiagram-v2',
    `  IN_SERVICE --> OUT_OF_SERVICE: ${takenOutOfService.type}`,
    `  OUT_OF_SERVICE --> IN_SERVICE: ${backInService.type}`,
    `  IN_CONTACT --> CONTACT_LOST: ${contactLost.type}`,
    `  CONTACT_LOST --> IN_CONTACT: ${contactRestored.type}`,
    `  WHERE_IT_WAS_LEFT --> MOVED: ${carMoved.type}`,
    '```',
  ];
}

function cell(move: Move, state: RentalState): string {
  if (move === 'ignored') return '·';
  if (move === 'as it is') return '=';
  if ('refuse' in move) return `\`${move.refuse}\``;
  return move.to.map((next) => (next === state ? 'stays' : `**${next}**`)).join(', ');
}

function table(): string[] {
  return [
    `| message | by | ${states.join(' | ')} |`,
    `|---|---|${states.map(() => '---').join('|')}|`,
    ...names.map((trigger) => {
      const cells = states.map((state) => cell(rentalMoves[trigger][state], state));
      return `| ${trigger} | ${triggers[trigger].by} | ${cells.join(' | ')} |`;
    }),
  ];
}

export function rentalStates(): string {
  return [
    '# The states of a rental',
    '',
    'Drawn from `functions/rentals/car/moves.ts`, which the decisions read and the property tests hold them to, by',
    '`npm run docs`. [Rentals](../rentals.md) says what it is like.',
    '',
    ...diagram(),
    '',
    'Beside that, whatever the state, each an event:',
    '',
    ...besides(),
    '',
    '## Every state, every message',
    '',
    'A state in bold is where it leads, one of them as the rest of the case has it; *stays*: looked at, and nothing else',
    'becomes of the state; `=`: it is so already, accepted; a code: refused with it; `·`: it comes too late, or is of no concern.',
    '',
    ...table(),
    '',
    '## The messages',
    '',
    '| message | by | what it means |',
    '|---|---|---|',
    ...names.map((trigger) => `| ${trigger} | ${triggers[trigger].by} | ${triggers[trigger].meaning} |`),
    '',
  ].join('\n');
}
