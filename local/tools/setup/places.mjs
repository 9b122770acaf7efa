import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root. */
export const PROJECT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** What set-up makes; may be deleted at any time, the next start makes it again. */
export const PREPARED = join(PROJECT, '.roadstream');

/** One folder an engine, with its `engine.json`. */
export const ENGINES = join(PREPARED, 'engines');

/** Node 24, which runs everything but set-up. */
export const PROJECT_NODE = join(PROJECT, 'node_modules', 'node', 'bin', 'node');
