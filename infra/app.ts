import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { App, DefaultStackSynthesizer, Validations } from 'aws-cdk-lib';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks } from 'cdk-nag';
import { rooms } from '../functions/rooms.ts';
import { mqttMessages, topics } from '../shared/contracts/catalogue.ts';
import { acknowledgeFindings } from './acknowledged.ts';
import { type Bundles, bundleAll, bundleOf } from './bundle.ts';
import { sizeTable } from './bundle-sizes.ts';
import { featureFlags } from './feature-flags.ts';
import { buildSite } from './site/build.ts';
import { SITE_FILES, SITE_FOLDER } from './site/site-files.ts';
import { ApiStack } from './stacks/api.ts';
import { DataStack } from './stacks/data.ts';
import { FoundationStack } from './stacks/foundation.ts';
import { IngressStack } from './stacks/ingress.ts';
import { KafkaStack } from './stacks/kafka.ts';
import { PagesStack } from './stacks/pages.ts';
import { ProvidersStack } from './stacks/providers.ts';
import { isCommerce, RoomsStack } from './stacks/rooms.ts';
import { SiteStack } from './stacks/site.ts';
import { onThisComputer, type Stage, stageNamed } from './stages.ts';

/** An app without stacks. `context` is what `-c key=value` gives. */
export function newApp(outdir: string, context: Readonly<Record<string, unknown>> = {}): App {
  return new App({
    outdir,
    context: { ...featureFlags, ...context },
    // Templates have no parameters, not even for the bootstrap's version, which the command line checks anyway.
    defaultStackSynthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
    analyticsReporting: false,
    treeMetadata: false,
  });
}

/** Puts the platform together, for any account and region: the only place that knows all of it. */
export function compose(app: App, stage: Stage, bundles: Bundles): void {
  const stack = (name: string, holds: string) => ({
    stackName: `roadstream-${name}`,
    description: `Roadstream (${stage.name}): ${holds}`,
    terminationProtection: stage.keepData,
  });
  const foundation = new FoundationStack(app, 'foundation', {
    ...stack('foundation', 'network, and where alarms go'),
    stage,
  });
  const kafka = new KafkaStack(app, 'kafka', {
    ...stack('kafka', 'Kafka cluster and topics'),
    stage,
    foundation,
    topics,
    bootstrapBrokers: bundleOf(bundles, 'platform-bootstrap-brokers'),
  });
  const site = new SiteStack(app, 'site', { ...stack('site', 'where the web apps are served'), stage });
  const data = new DataStack(app, 'data', {
    ...stack('data', 'tables, photos, keys, secrets of providers and users'),
    stage,
    rooms,
    scopesBundle: bundleOf(bundles, 'platform-token-scopes'),
    siteUrl: site.url,
  });
  new IngressStack(app, 'ingress', {
    ...stack('ingress', 'how cars get in'),
    foundation,
    kafka,
    contracts: mqttMessages,
  });
  const platform = { stage, foundation, kafka, data, rooms, bundles, appUrl: site.appUrl };
  const { servers: carServers, sockets } = new RoomsStack(app, 'rooms', {
    ...stack('rooms', 'functions around cars and riders, and their event sources'),
    platform,
    rooms: rooms.filter((room) => !isCommerce(room)),
  });
  const { servers: commerceServers } = new RoomsStack(app, 'commerce', {
    ...stack('commerce', 'functions for what is paid, earned and offered, and their event sources'),
    platform,
    rooms: rooms.filter(isCommerce),
    sockets,
  });
  const servers = [...carServers, ...commerceServers];
  const { url } = new ApiStack(app, 'api', {
    ...stack('api', 'HTTP API, and the routes of the WebSocket API'),
    stage,
    foundation,
    data,
    servers,
    sockets,
    siteUrl: site.url,
  });
  new ProvidersStack(app, 'providers', {
    ...stack('providers', 'functions that stand for providers of licence checks and payments'),
    stage,
    foundation,
    data,
    bundles,
    platformUrl: url,
    appUrl: site.appUrl,
  });
  new PagesStack(app, 'pages', {
    ...stack('pages', 'the files of the web apps'),
    stage,
    site,
    data,
    apiUrl: url,
    socketUrl: sockets.url,
    bundle: bundleOf(bundles, SITE_FILES),
  });
  acknowledgeFindings(app, stage);
  if (!onlyNames(app)) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}

/**
 * Whether the CDK's command line wants no more than the stacks' names, as for `cdk ls`: it names the stacks whose code
 * it needs, and here none. cdk-nag and the CDK's own check of templates take longer than all the rest.
 */
function onlyNames(app: App): boolean {
  const needed: unknown = app.node.tryGetContext(BUNDLING_STACKS);
  return Array.isArray(needed) && needed.length === 0;
}

/** Reads `-c key=value` as the CDK's command line does: for `npm run synth`, which does not use it. */
function contextOf(args: string[]): Record<string, string> {
  const { values } = parseArgs({
    args,
    options: { context: { type: 'string', short: 'c', multiple: true } },
  });
  return Object.fromEntries(
    (values.context ?? []).map((pair) => {
      const [key = '', ...value] = pair.split('=');
      return [key, value.join('=')];
    }),
  );
}

async function main(): Promise<void> {
  // The variable is set when the CDK's command line runs this.
  const app = newApp(process.env['CDK_OUTDIR'] ?? 'cdk.out', contextOf(process.argv.slice(2)));
  const named = stageNamed(app.node.tryGetContext('stage'));
  const stage = app.node.tryGetContext('local') === 'true' ? onThisComputer(named) : named;
  if (onlyNames(app)) process.env['CDK_VALIDATION'] = 'false';
  const bundles = await bundleAll((sizes) => {
    if (!onlyNames(app)) process.stderr.write(sizeTable(sizes));
  });
  if (!onlyNames(app)) await buildSite(join(bundleOf(bundles, SITE_FILES), SITE_FOLDER));
  compose(app, stage, bundles);
  app.synth();
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    // Errors with a code say what to do; others are faults of ours and come with their stack.
    if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
