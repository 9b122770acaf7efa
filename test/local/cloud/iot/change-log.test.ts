import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChangeLog } from '../../../../local/cloud/iot/registry/change-log.ts';
import { Registry } from '../../../../local/cloud/iot/registry/registry.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'registry-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const file = (): string => join(directory, 'iot', 'registry.jsonl');
const open = (): Registry => new Registry(new ChangeLog(file()));
const certificate = { id: 'c1', pem: 'PEM', status: 'ACTIVE', created: 5 } as const;
const thing = { name: 'CAR1', id: 'i', attributes: { colour: 'red' }, typeName: 'car' };

describe('the kept registry', () => {
  it('is the same after a start', () => {
    const registry = open();
    registry.record({ change: 'thing-created', thing });
    registry.record({ change: 'certificate-created', certificate });
    registry.record({ change: 'thing-attached', id: 'c1', thing: 'CAR1' });
    registry.record({ change: 'policy-attached', id: 'c1', policy: 'car' });
    registry.record({ change: 'policy-attached', id: 'c1', policy: 'gone' });
    registry.record({ change: 'policy-detached', id: 'c1', policy: 'gone' });
    registry.record({ change: 'certificate-updated', id: 'c1', status: 'REVOKED' });
    const again = open();
    expect(again.thing('CAR1')).toEqual(thing);
    expect(again.certificate('c1')).toEqual({ ...certificate, status: 'REVOKED' });
    expect(again.policiesOf('c1')).toEqual(['car']);
    expect(again.certificatesOf('CAR1')).toEqual(['c1']);
    again.record({ change: 'thing-detached', id: 'c1', thing: 'CAR1' });
    again.record({ change: 'thing-deleted', name: 'CAR1' });
    again.record({ change: 'certificate-deleted', id: 'c1' });
    const third = open();
    expect([third.thing('CAR1'), third.certificate('c1'), third.certificatesOf('CAR1')]).toEqual([
      undefined,
      undefined,
      [],
    ]);
  });

  it('forgets a line that was cut short, and writes on behind it', () => {
    open().record({ change: 'thing-created', thing });
    appendFileSync(file(), '{"change":"thing-del');
    const again = open();
    again.record({ change: 'certificate-created', certificate });
    const third = open();
    expect(third.thing('CAR1')).toEqual(thing);
    expect(third.certificate('c1')).toEqual(certificate);
  });

  it.each(['nonsense', '{"change":"thing-exploded"}', '{"change":"thing-deleted"}'])(
    'does not start with %s in it',
    (line) => {
      open().record({ change: 'thing-created', thing });
      writeFileSync(file(), `${line}\n`);
      expect(open).toThrow(expect.objectContaining({ code: 'REGISTRY_UNREADABLE' }));
    },
  );
});
