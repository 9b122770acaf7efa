/**
 * Run by set-up: `node local/cloud/engines/archive-classes.ts <folder> <archive>`. Starts the engine once, makes it do what
 * it does at the start of a platform, and has it write the archive of its classes when it ends.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, issueServerCertificate } from '../core/authority.ts';
import { startElasticMq } from './elasticmq.ts';
import type { EngineOptions } from './engine.ts';
import { startKafka } from './kafka.ts';

const [folder, archive] = process.argv.slice(2);

async function archiveKafka(options: EngineOptions): Promise<void> {
  const tls = await issueServerCertificate(await createAuthority(), ['127.0.0.1']);
  const broker = await startKafka({ ...options, tls });
  await broker.addScramUser('archive', 'archive');
  await broker.stop();
}

async function archiveElasticMq(options: EngineOptions): Promise<void> {
  const engine = await startElasticMq({ ...options, region: 'eu-west-1', account: '111111111111' });
  await fetch(`${engine.endpoint}/?Action=ListQueues`);
  await engine.stop();
}

const directory = mkdtempSync(join(tmpdir(), 'roadstream-archive-'));
try {
  const options: EngineOptions = { directory, isKept: false, archiveTo: archive };
  if (folder === 'kafka') await archiveKafka(options);
  else if (folder === 'elasticmq') await archiveElasticMq(options);
  else throw new RangeError(`no engine that can be archived: ${folder}`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
