import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createAuthority,
  type Issued,
  issueServerCertificate,
} from '../../../../local/cloud/core/authority.ts';

/** A folder for one test file's engines. */
export function engineDirectory(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'roadstream-engines-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** An authority's certificate, and a server's for 127.0.0.1 that it signed. */
export async function loopbackCertificate(): Promise<{ ca: string; tls: Issued }> {
  const authority = await createAuthority();
  return { ca: authority.certificate, tls: await issueServerCertificate(authority, ['127.0.0.1']) };
}

/** Whether a process exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
