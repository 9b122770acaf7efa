import type { PolicyStatement } from '../../core/identities.ts';
import type { Certificate, RegistryChange, Thing } from './change.ts';
import type { ChangeLog } from './change-log.ts';

interface Principal {
  certificate: Certificate;
  readonly policies: Set<string>;
  readonly things: Set<string>;
}

/**
 * Things, certificates, and what is attached to what. Changes are kept; policies and thing types are not, since each
 * start makes them anew from the templates.
 */
export class Registry {
  /** Grows with every change: whoever remembers an answer compares it. */
  version = 0;
  private readonly log: ChangeLog;
  private readonly things = new Map<string, Thing>();
  private readonly principals = new Map<string, Principal>();
  /** Certificate ids by thing: `Principal.things` the other way round. */
  private readonly attachments = new Map<string, Set<string>>();
  private readonly policies = new Map<string, readonly PolicyStatement[]>();
  private readonly thingTypes = new Set<string>();
  private readonly listeners: ((change: RegistryChange) => void)[] = [];

  /** @throws {IotError} REGISTRY_UNREADABLE */
  constructor(log: ChangeLog) {
    this.log = log;
    for (const change of log.read()) this.apply(change);
  }

  record(change: RegistryChange): void {
    this.log.append(change);
    this.apply(change);
    for (const listener of this.listeners) listener(change);
  }

  onChange(listener: (change: RegistryChange) => void): void {
    this.listeners.push(listener);
  }

  addPolicy(name: string, statements: readonly PolicyStatement[]): void {
    this.policies.set(name, statements);
    this.version++;
  }

  hasPolicy(name: string): boolean {
    return this.policies.has(name);
  }

  addThingType(name: string): void {
    this.thingTypes.add(name);
  }

  hasThingType(name: string): boolean {
    return this.thingTypes.has(name);
  }

  thing(name: string): Thing | undefined {
    return this.things.get(name);
  }

  thingNames(): string[] {
    return [...this.things.keys()];
  }

  certificate(id: string): Certificate | undefined {
    return this.principals.get(id)?.certificate;
  }

  policiesOf(certificateId: string): string[] {
    return [...(this.principals.get(certificateId)?.policies ?? [])];
  }

  thingsOf(certificateId: string): string[] {
    return [...(this.principals.get(certificateId)?.things ?? [])];
  }

  certificatesOf(thing: string): string[] {
    return [...(this.attachments.get(thing) ?? [])];
  }

  isAttached(certificateId: string, thing: string): boolean {
    return this.principals.get(certificateId)?.things.has(thing) ?? false;
  }

  /** The statements of every policy that is attached to the certificate and still exists. */
  statementsOf(certificateId: string): PolicyStatement[] {
    return this.policiesOf(certificateId).flatMap((name) => this.policies.get(name) ?? []);
  }

  private apply(change: RegistryChange): void {
    this.version++;
    switch (change.change) {
      case 'thing-created':
        this.things.set(change.thing.name, change.thing);
        break;
      case 'thing-deleted':
        this.things.delete(change.name);
        break;
      case 'certificate-created': {
        const { certificate } = change;
        this.principals.set(certificate.id, { certificate, policies: new Set(), things: new Set() });
        break;
      }
      case 'certificate-deleted':
        this.principals.delete(change.id);
        break;
      case 'thing-attached':
        this.attachments.set(change.thing, (this.attachments.get(change.thing) ?? new Set()).add(change.id));
        applyToPrincipal(this.principals.get(change.id), change);
        break;
      case 'thing-detached':
        this.attachments.get(change.thing)?.delete(change.id);
        applyToPrincipal(this.principals.get(change.id), change);
        break;
      case 'certificate-updated':
      case 'policy-attached':
      case 'policy-detached':
        applyToPrincipal(this.principals.get(change.id), change);
    }
  }
}

type PrincipalChange = Extract<
  RegistryChange,
  { change: `${'policy' | 'thing'}-${'attached' | 'detached'}` | 'certificate-updated' }
>;

function applyToPrincipal(principal: Principal | undefined, change: PrincipalChange): void {
  if (principal === undefined) return;
  switch (change.change) {
    case 'certificate-updated':
      principal.certificate = { ...principal.certificate, status: change.status };
      break;
    case 'policy-attached':
      principal.policies.add(change.policy);
      break;
    case 'policy-detached':
      principal.policies.delete(change.policy);
      break;
    case 'thing-attached':
      principal.things.add(change.thing);
      break;
    case 'thing-detached':
      principal.things.delete(change.thing);
  }
}
