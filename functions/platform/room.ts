import { listDeadLetters, redriveDeadLetters } from '../../shared/contracts/platform/dead-letters.ts';
import { getHealth, getOperation, getProblem } from '../../shared/contracts/platform/platform.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';

/** The checks of what the redrive function answers. */
export const LETTERS_CHECK = 'platform.letters';
export const REDRIVEN_CHECK = 'platform.redriven';

export const room: RoomDeclaration = {
  name: 'platform',
  description: 'What belongs to no room: operations, health, dead letters',
  table: false,
  functions: [
    {
      name: 'http',
      description:
        'The state of operations, what error codes mean, whether the platform is well, and dead letters',
      memoryMb: 256,
      timeoutSeconds: 20,
      answersOtherRequests: true,
      routes: [getOperation, getProblem, getHealth, listDeadLetters, redriveDeadLetters],
      checks: {
        [LETTERS_CHECK]: listDeadLetters.success.body,
        [REDRIVEN_CHECK]: redriveDeadLetters.success.body,
      },
      may: { readOperations: true, askRedrive: true },
    },
    {
      name: 'redrive',
      description: 'Sends dead letters to their topics again; invoked by an operator',
      memoryMb: 512,
      timeoutSeconds: 300,
      reservedConcurrency: 1,
      may: { redrive: true },
    },
  ],
};
