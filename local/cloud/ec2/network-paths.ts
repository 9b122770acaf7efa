import type { Cloud } from '../core/cloud.ts';
import { Refusal, type Resource } from '../core/provider.ts';
import { Network } from './network.ts';
import { closed, reach, strangerIn, type Verdict } from './reachability.ts';
import { reachService } from './way-out.ts';

/** A path that something in the templates cannot do without. */
export interface NeededPath {
  /** Whose it is; a refusal names it. */
  readonly of: Pick<Resource, 'stack' | 'logicalId' | 'type'>;
  /** What of it goes the way, such as `its pollers`. */
  readonly who: string;
  /** ARN of who has the interfaces that it leaves by. */
  readonly from: string;
  readonly to:
    | { readonly owner: string; readonly port: number }
    /** An AWS API, named as its endpoints are: `kms`, `iot.data`. */
    | { readonly service: string };
}

/** Every path that the templates need and close, said at once. */
export class NetworkRefusal extends Error {
  readonly code = 'LOCAL_CLOUD_REFUSAL';
  readonly refusals: readonly Refusal[];
  constructor(refusals: readonly Refusal[]) {
    super(
      `on AWS the network of these templates would cut what they need:\n${refusals.map(({ message }) => `  ${message}`).join('\n')}`,
    );
    this.name = 'NetworkRefusal';
    this.refusals = refusals;
  }
}

export interface JudgedPath extends NeededPath {
  readonly verdict: Verdict;
}

/** The network paths that the templates need. None is cut here, so a missing one ends the start instead. */
export class NetworkPaths {
  private readonly network: Network;
  private readonly finders: (() => readonly NeededPath[])[] = [];

  constructor(cloud: Cloud) {
    this.network = cloud.part(Network);
    cloud.onStart('network paths', () => Promise.resolve(this.require(cloud)));
  }

  /** `find` is asked when every resource is there, roles' policies included. */
  need(find: () => readonly NeededPath[]): void {
    this.finders.push(find);
  }

  /** Every path that is needed, and whether it is open. */
  judge(): JudgedPath[] {
    return this.finders.flatMap((find) => find()).map((path) => ({ ...path, verdict: this.verdict(path) }));
  }

  /** A refusal for each closed path, and a line in the journal for each that cannot be judged. */
  private require({ journal, clock }: Cloud): void {
    const refusals: Refusal[] = [];
    for (const { of, who, to, verdict } of this.judge()) {
      if (verdict.is === 'closed') {
        refusals.push(new Refusal(of, `${who} cannot reach ${this.nameOf(to)}: ${verdict.why}`));
      }
      if (verdict.is === 'unknown') {
        const text = `${of.stack} ${of.logicalId}: whether ${who} can reach ${this.nameOf(to)} is not known: ${verdict.why}`;
        journal.write({ time: clock.now(), source: 'network', level: 'WARN', text });
      }
    }
    if (refusals.length > 0) throw new NetworkRefusal(refusals);
  }

  private verdict({ from, to }: NeededPath): Verdict {
    const source = this.network.interfaces.get(from);
    if ('service' in to) {
      // Without interfaces of its own it is outside of any network, where every service is reached.
      return source === undefined
        ? { is: 'open', by: 'Lambda' }
        : reachService(this.network, source, to.service);
    }
    const target = this.network.interfaces.get(to.owner);
    if (target === undefined) return { is: 'unknown', why: `${to.owner} is in no network of the templates` };
    if (source !== undefined) return reach(this.network, source, target, to.port);
    return strangerIn(this.network, target) ?? closed('it is outside of the network: VpcConfig is missing');
  }

  private nameOf(to: NeededPath['to']): string {
    if ('service' in to) return `the AWS service ${to.service}`;
    return `${this.network.interfaces.get(to.owner)?.place ?? to.owner} on port ${to.port}`;
  }
}
