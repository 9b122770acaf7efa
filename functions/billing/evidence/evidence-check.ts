/** Under which the check of what the provider says to evidence is compiled. */
export const EVIDENCE_FINDING_CHECK = 'billing.evidence-finding';
