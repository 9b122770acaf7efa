/** Wakes the sender of an endpoint. */
export const wakesPort = 'wakes';

/** Under which the check of a wake request is compiled. */
export const WAKE_CHECK = 'partners.wake-request';
