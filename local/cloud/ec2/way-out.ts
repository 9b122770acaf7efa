import { ANYWHERE } from './address-block.ts';
import type { Endpoint, Interfaces, Network } from './network.ts';
import { closed, groupNames, letsOut, reach, strangerIn, type Verdict, vpcOf } from './reachability.ts';

const HTTPS = 443;

/**
 * Whether interfaces reach an AWS service, named as its endpoints are (`kms`, `iot.data`). An interface endpoint with
 * a private name takes all of the VPC's traffic to the service, so that nothing else helps when it does not admit
 * them; then come gateway endpoints and NAT gateways, for each subnet by its route table. The interfaces of functions,
 * pollers and destinations have no public addresses, so that an internet gateway alone is no way out.
 */
export function reachService(network: Network, from: Interfaces, service: string): Verdict {
  const stranger = strangerIn(network, from);
  if (stranger !== undefined) return stranger;
  const endpoints = network.endpoints.filter(
    (endpoint) => endpoint.service === service && endpoint.vpcId === vpcOf(network, from),
  );
  const [named] = endpoints.flatMap(({ place, way }) =>
    'subnetIds' in way && way.hasPrivateName ? [{ place, ...way }] : [],
  );
  if (named !== undefined) {
    const verdict = reach(network, from, named, HTTPS);
    return verdict.is === 'closed'
      ? closed(`${verdict.why}; in this network the name of ${service} leads to ${named.place}`)
      : verdict;
  }
  if (!letsOut(network, from, HTTPS)) {
    return closed(
      `no egress rule of ${groupNames(network, from)} lets it out to ${ANYWHERE} on port ${HTTPS}`,
    );
  }
  const ways = from.subnetIds.map((subnetId) => wayOf(network, subnetId, service, endpoints));
  const open = ways.flatMap((way) => (way.is === 'open' ? [way.by] : []));
  return ways.find((way) => way.is === 'closed') ?? { is: 'open', by: [...new Set(open)].join(', ') };
}

function wayOf(network: Network, subnetId: string, service: string, endpoints: readonly Endpoint[]): Verdict {
  const table = network.routeTableOf.get(subnetId);
  const gateway = endpoints.find(
    ({ way }) => table !== undefined && 'routeTableIds' in way && way.routeTableIds.includes(table),
  );
  if (gateway !== undefined) return { is: 'open', by: gateway.place };
  return throughNat(network, subnetId, service);
}

function throughNat(network: Network, subnetId: string, service: string): Verdict {
  const subnet = nameOf(network, subnetId);
  const target = defaultRoute(network, subnetId);
  if (target === undefined) {
    return closed(
      `the route table of ${subnet} has no route to ${ANYWHERE}, and the network no endpoint for ${service}`,
    );
  }
  const nat = network.natGateways.get(target);
  if (nat === undefined) {
    return closed(
      `the route of ${subnet} to ${ANYWHERE} leads to ${target} instead of a NAT gateway, and its interfaces have no public address`,
    );
  }
  if (!nat.isPublic) return closed(`${nat.place} is private: it leads to no public address`);
  return toInternet(network, nat.subnetId)
    ? { is: 'open', by: nat.place }
    : closed(
        `${nat.place} has no way out: the route table of ${nameOf(network, nat.subnetId)} has no route to ${ANYWHERE} by an internet gateway that is attached to its VPC`,
      );
}

function toInternet(network: Network, subnetId: string): boolean {
  const target = defaultRoute(network, subnetId);
  const vpcId = network.subnets.get(subnetId)?.vpcId;
  return network.attachments.some((attached) => attached.gatewayId === target && attached.vpcId === vpcId);
}

/** What the subnet's traffic to anywhere is sent to. A main route table has no such route. */
function defaultRoute(network: Network, subnetId: string): string | undefined {
  const table = network.routeTableOf.get(subnetId);
  return network.routes.find(
    ({ routeTableId, destination }) => routeTableId === table && destination === ANYWHERE,
  )?.target;
}

function nameOf(network: Network, subnetId: string): string {
  return network.subnets.get(subnetId)?.place ?? subnetId;
}
