/**
 * How long tests wait for what should come about. Only what never comes takes so long, so a busy machine loses nothing:
 * what takes a second on one takes minutes on another.
 */
export const PATIENCE_MS = 240_000;

/** For `vi.waitFor`; `expect.poll` waits as long by itself (`vitest.config.ts`). */
export const PATIENTLY = { timeout: PATIENCE_MS, interval: 20 } as const;
