import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Engines and the whole platform start in some of them, on machines of any speed.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // One more than there are cores, because many wait for engines most of the time; a platform takes 2 GB.
    maxWorkers: Math.min(availableParallelism() + 1, 4),
    sequence: { sequencer: LongestFirst },
    reporters: ['default'],
  },
});
