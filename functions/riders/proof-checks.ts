/** Under which the parts of a phone's proof are checked. */
export const PROOF_HEADER_CHECK = 'riders.phone-proof-header';
export const PROOF_PAYLOAD_CHECK = 'riders.phone-proof-payload';
