import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root. */
export const PROJECT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** The folder that set-up makes. It may be deleted at any time: the next start makes it again. */
export const PREPARED = join(PROJECT, '.roadstream');

/** One folder for each engine, with its `engine.json`. */
export const ENGINES = join(PREPARED, 'engines');

/** Node 24, which runs everything except set-up. */
export const PROJECT_NODE = join(PROJECT, 'node_modules', 'node', 'bin', 'node');
