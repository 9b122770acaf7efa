import inspector from 'node:inspector';
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { SandboxData } from './messages.ts';

/**
 * Opens the inspector of this thread at a free port and says where. The bundle stays the deployed one: with a source
 * map, only a comment that names it follows the code when it is loaded.
 */
export function openInspector({ taskRoot }: Pick<SandboxData, 'taskRoot'>, sourceMap?: string): string {
  if (sourceMap !== undefined) {
    const bundle = pathToFileURL(`${taskRoot}/index.mjs`).href;
    const comment = `\n//# sourceMappingURL=${pathToFileURL(sourceMap).href}\n`;
    registerHooks({
      load(url, context, next) {
        const loaded = next(url, context);
        if (url !== bundle || loaded.source === undefined || loaded.source === null) return loaded;
        return { ...loaded, source: `${Buffer.from(loaded.source as Uint8Array).toString()}${comment}` };
      },
    });
  }
  inspector.open(0, '127.0.0.1');
  return inspector.url() ?? '';
}
