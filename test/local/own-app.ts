import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { StageName } from '../../infra/stages.ts';
import { ownAssembly } from '../../local/tools/platform/own-assembly.ts';

const root = resolve(import.meta.dirname, '../..');

/** A template as the CDK writes it, free to be changed. */
export interface RawTemplate {
  readonly Resources: Record<string, RawResource>;
}

export interface RawResource {
  Type: string;
  Properties: Record<string, unknown>;
}

/** This project's own assembly in a folder of its own, with the bundles that would be deployed. */
export class OwnApp {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async synthesize(stage: StageName): Promise<OwnApp> {
    // What `npm start` runs, which is made once for all who want it.
    if (stage === 'development') return new OwnApp(await ownAssembly(() => undefined)).copy();
    const folder = mkdtempSync(join(tmpdir(), 'roadstream-own-app-'));
    // The CDK's own check of the templates takes as long as all the rest; test/infra/checks.test.ts has it.
    const env = { ...process.env, CDK_OUTDIR: folder, CDK_VALIDATION: 'false' };
    const command = [join(root, 'infra/app.ts'), '-c', `stage=${stage}`];
    await promisify(execFile)(process.execPath, command, { cwd: root, env });
    return new OwnApp(folder);
  }

  copy(): OwnApp {
    const folder = mkdtempSync(join(tmpdir(), 'roadstream-own-app-'));
    cpSync(this.folder, folder, { recursive: true });
    return new OwnApp(folder);
  }

  /** Changes the template of a stack, such as `rooms`. */
  change(stack: string, change: (template: RawTemplate) => void): this {
    const file = join(this.folder, `${stack}.template.json`);
    const template = JSON.parse(readFileSync(file, 'utf8')) as RawTemplate;
    change(template);
    writeFileSync(file, JSON.stringify(template));
    return this;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
