import { ANYWHERE, covers } from './address-block.ts';
import type { Direction, Interfaces, Network, SecurityRule } from './network.ts';

/** Whether something gets through; `unknown` where an end is in a network that no template here describes. */
export type Verdict =
  | { readonly is: 'open'; readonly by: string }
  | { readonly is: 'closed'; readonly why: string }
  | { readonly is: 'unknown'; readonly why: string };

export const closed = (why: string): Verdict => ({ is: 'closed', why });

/** Whether from every interface of one owner every interface of another is reached, on a TCP port. */
export function reach(network: Network, from: Interfaces, to: Interfaces, port: number): Verdict {
  const stranger = strangerIn(network, from) ?? strangerIn(network, to);
  if (stranger !== undefined) return stranger;
  const [here, there] = [vpcOf(network, from), vpcOf(network, to)];
  if (here !== there) {
    return closed(
      `${from.place} is in ${vpcName(network, here)} and ${to.place} in ${vpcName(network, there)}, and the local cloud knows no way between VPCs`,
    );
  }
  if (!lets(network, 'egress', from, to, port)) {
    return closed(
      `no egress rule of ${groupNames(network, from)} lets it out to ${groupNames(network, to)} on port ${port}`,
    );
  }
  if (!lets(network, 'ingress', to, from, port)) {
    return closed(
      `no ingress rule of ${groupNames(network, to)} admits ${groupNames(network, from)} on port ${port}`,
    );
  }
  return { is: 'open', by: to.place };
}

/** Whether a rule lets the interfaces out to any address of the internet. */
export function letsOut(network: Network, from: Interfaces, port: number): boolean {
  return network
    .rulesOf(from.securityGroupIds, 'egress')
    .some((rule) => isFor(rule, port) && 'cidr' in rule.peer && covers(rule.peer.cidr, ANYWHERE));
}

/** Why a path of these interfaces is not judged: undefined when the templates have all of their network. */
export function strangerIn(
  network: Network,
  { subnetIds, securityGroupIds }: Interfaces,
): Verdict | undefined {
  const stranger =
    subnetIds.find((id) => !network.subnets.has(id)) ??
    securityGroupIds.find((id) => !network.securityGroups.has(id));
  if (stranger !== undefined) return { is: 'unknown', why: `no template here makes ${stranger}` };
  return subnetIds.length === 0 ? { is: 'unknown', why: 'no subnets are named' } : undefined;
}

/** The VPC of the first subnet; AWS refuses subnets of several. */
export function vpcOf(network: Network, { subnetIds: [first = ''] }: Interfaces): string | undefined {
  return network.subnets.get(first)?.vpcId;
}

export function groupNames(network: Network, { securityGroupIds }: Interfaces): string {
  return securityGroupIds.map((id) => network.securityGroups.get(id)?.place ?? id).join(', ');
}

function vpcName(network: Network, id: string | undefined): string {
  return network.vpcs.get(id ?? '')?.place ?? 'another VPC';
}

/** A rule for a group is for all of its interfaces; rules for addresses must together be for each of the subnets. */
function lets(
  network: Network,
  direction: Direction,
  own: Interfaces,
  other: Interfaces,
  port: number,
): boolean {
  const rules = network.rulesOf(own.securityGroupIds, direction).filter((rule) => isFor(rule, port));
  if (rules.some(({ peer }) => 'groupId' in peer && other.securityGroupIds.includes(peer.groupId)))
    return true;
  return other.subnetIds.every((id) => {
    const cidr = network.subnets.get(id)?.cidr ?? '';
    return rules.some(({ peer }) => 'cidr' in peer && covers(peer.cidr, cidr));
  });
}

function isFor({ protocol, fromPort, toPort }: SecurityRule, port: number): boolean {
  if (protocol === '-1') return true;
  return ['tcp', '6'].includes(protocol) && fromPort <= port && port <= toPort;
}
