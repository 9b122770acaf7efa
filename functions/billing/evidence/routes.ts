import { evidenceUnknown, getEvidence, listEvidence } from '../../../shared/contracts/billing/evidence.ts';
import { read } from '../../../shared/runtime/http.ts';
import { ProblemError } from '../../../shared/runtime/problem.ts';
import { readOne, readPage } from '../../../shared/runtime/read-models.ts';
import { evidenceByTime, evidenceFiles } from '../read-models.ts';

/** Evidence files, for operators. */
export const evidenceRoutes = [
  read(getEvidence, async ({ params: { disputeId } }) => {
    const file = await readOne(evidenceFiles, { disputeId });
    if (file !== undefined) return file;
    throw new ProblemError(evidenceUnknown.code, `There is no evidence file of the dispute ${disputeId}.`);
  }),
  read(listEvidence, async ({ query }) => {
    const { items, ...next } = await readPage(evidenceByTime, {}, query);
    return { disputes: items, ...next };
  }),
];
