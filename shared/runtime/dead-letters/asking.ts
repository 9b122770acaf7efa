import { TooManyRequestsException } from '@aws-sdk/client-lambda';
import type { Static, TSchema } from 'typebox';
import { askFunction, functionClient } from '../ask-function.ts';
import { ProblemError } from '../problem.ts';
import { type LettersRequest, REDRIVE_FUNCTION } from './redrive-request.ts';

/** Not tried again: a redrive that is asked for twice would send what came meanwhile, too. */
const client = functionClient(30_000);

/** What the function answers. Throws UNAVAILABLE while it works for somebody else. */
export async function askRedrive<Schema extends TSchema>(
  request: LettersRequest,
  answer: { readonly schema: Schema; readonly check: string },
): Promise<Static<Schema>> {
  const redrive = { name: REDRIVE_FUNCTION, who: REDRIVE_FUNCTION };
  try {
    return await askFunction(client, redrive, request, { ...answer, says: 'redrive-request.ts' });
  } catch (error) {
    if (error instanceof TooManyRequestsException)
      throw new ProblemError('UNAVAILABLE', 'The dead letters are being read or sent for somebody else.');
    throw error;
  }
}
