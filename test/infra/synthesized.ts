import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { compose, newApp } from '../../infra/app.ts';
import type { Bundles } from '../../infra/bundle.ts';
import { bundleEntries } from '../../infra/bundle-entries.ts';
import { type StageName, stages } from '../../infra/stages.ts';
import { readable } from './readable.ts';

/** The templates of a stage, from bundles that do nothing: made once, readable. */

export interface TemplateResource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly dependsOn: readonly string[];
  readonly deletionPolicy: string | undefined;
  readonly updateReplacePolicy: string | undefined;
}

export interface Synthesized {
  /** Stack → stacks that it needs. */
  readonly needs: Readonly<Record<string, readonly string[]>>;
  readonly resources: readonly TemplateResource[];
  readonly ofType: (type: string) => readonly TemplateResource[];
  /** Throws when there is none, or more than one. */
  readonly only: (type: string, logicalId?: string) => TemplateResource;
}

/** An app with all stacks of a stage in it, not yet synthesized. */
export function composed(
  stage: StageName,
  folder: string,
  context: Readonly<Record<string, unknown>> = {},
): App {
  const app = newApp(join(folder, 'cdk.out'), context);
  compose(app, stages[stage], emptyBundles(folder));
  return app;
}

/** Bundles of every function that do nothing. */
function emptyBundles(folder: string): Bundles {
  return new Map(
    bundleEntries.map(({ name }) => {
      const directory = join(folder, 'bundles', name);
      mkdirSync(directory, { recursive: true });
      writeFileSync(
        join(directory, 'index.mjs'),
        `// ${name}\nexport const handler = async () => undefined;\n`,
      );
      return [name, directory];
    }),
  );
}

// The CDK's own check of templates takes as long as all the rest; checks.test.ts has it.
process.env['CDK_VALIDATION'] = 'false';

const made = new Map<StageName, Synthesized>();

export function synthesized(stage: StageName): Synthesized {
  const known = made.get(stage) ?? synthesize(stage);
  made.set(stage, known);
  return known;
}

interface RawTemplate {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties?: Readonly<Record<string, unknown>>;
        readonly DependsOn?: readonly string[];
        readonly DeletionPolicy?: string;
        readonly UpdateReplacePolicy?: string;
      }
    >
  >;
}

function synthesize(stage: StageName): Synthesized {
  const folder = mkdtempSync(join(tmpdir(), 'roadstream-synth-'));
  try {
    const { stacks } = composed(stage, folder).synth();
    const resources = stacks.flatMap(({ id, templateFullPath }) => {
      const template = JSON.parse(readFileSync(templateFullPath, 'utf8')) as RawTemplate;
      return Object.entries(template.Resources).map(([logicalId, resource]) => ({
        stack: id,
        logicalId,
        type: resource.Type,
        properties: readable(resource.Properties ?? {}) as Readonly<Record<string, unknown>>,
        dependsOn: resource.DependsOn ?? [],
        deletionPolicy: resource.DeletionPolicy,
        updateReplacePolicy: resource.UpdateReplacePolicy,
      }));
    });
    const ofType = (type: string) => resources.filter((resource) => resource.type === type);
    return {
      needs: Object.fromEntries(
        stacks.map(({ id, dependencies }) => [
          id,
          dependencies.map((artifact) => artifact.id).filter((name) => !name.endsWith('.assets')),
        ]),
      ),
      resources,
      ofType,
      only: (type, logicalId) => {
        const found = ofType(type).filter(
          (resource) => logicalId === undefined || resource.logicalId === logicalId,
        );
        const [one] = found;
        if (one === undefined || found.length > 1)
          throw new Error(`${found.length} of ${type} ${logicalId ?? ''}`);
        return one;
      },
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
