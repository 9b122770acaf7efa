import type { Resource } from '../core/provider.ts';
import { ANYWHERE } from './address-block.ts';

/** Where a template says something: `<stack> <logical id>`, as messages have it. */
export type Place = string;

export function placeOf({ stack, logicalId }: Pick<Resource, 'stack' | 'logicalId'>): Place {
  return `${stack} ${logicalId}`;
}

export interface Vpc {
  readonly place: Place;
  /** Both DNS attributes are on: what private names of endpoints need. */
  readonly hasPrivateNames: boolean;
  /** Of interfaces for which no group is named. */
  readonly defaultGroupId: string;
}

export interface Subnet {
  readonly place: Place;
  readonly vpcId: string;
  readonly cidr: string;
}

export interface SecurityGroup {
  readonly place: Place;
}

export type Direction = 'ingress' | 'egress';

/** What a security group lets in or out: TCP and everything else, over IPv4. */
export interface SecurityRule {
  /** `-1` is any; `tcp` or `6` is what all paths here are made of. */
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly peer: { readonly cidr: string } | { readonly groupId: string };
}

export interface Route {
  readonly routeTableId: string;
  readonly destination: string;
  /** The id of what it leads to: `nat-…`, `igw-…`, `vgw-…`. */
  readonly target: string;
}

export interface NatGateway {
  readonly place: Place;
  readonly subnetId: string;
  /** With an address of the internet; a private one leads to other networks only. */
  readonly isPublic: boolean;
}

export interface Endpoint {
  readonly place: Place;
  readonly vpcId: string;
  /** The last parts of its service's name: `kms`, `iot.data`. */
  readonly service: string;
  /** Gateways stand in route tables; interfaces in subnets. */
  readonly way:
    | { readonly routeTableIds: readonly string[] }
    | {
        readonly subnetIds: readonly string[];
        readonly securityGroupIds: readonly string[];
        /** The service's own name leads to the interfaces, within the VPC. */
        readonly hasPrivateName: boolean;
      };
}

/** Network interfaces of one owner: one in each of its subnets, all in its security groups. */
export interface Interfaces {
  readonly place: Place;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

/** The networks of the templates, by the ids that their resources have here. */
export class Network {
  readonly vpcs = new Map<string, Vpc>();
  readonly subnets = new Map<string, Subnet>();
  readonly securityGroups = new Map<string, SecurityGroup>();
  readonly natGateways = new Map<string, NatGateway>();
  readonly endpoints: Endpoint[] = [];
  readonly routes: Route[] = [];
  /** Of subnets that are associated with one; others have the VPC's main table, which leads nowhere out of it. */
  readonly routeTableOf = new Map<string, string>();
  /** Internet gateways and the VPCs that they are attached to. */
  readonly attachments: { readonly vpcId: string; readonly gatewayId: string }[] = [];
  /** By the ARN of who has them: functions, VPC destinations, clusters. */
  readonly interfaces = new Map<string, Interfaces>();
  private readonly rules: { groupId: string; direction: Direction; rule: SecurityRule }[] = [];

  /** Gives an owner its interfaces; in the VPC's default group when it names none. */
  attach(owner: string, interfaces: Interfaces): void {
    const { subnetIds, securityGroupIds } = interfaces;
    const vpc = this.vpcs.get(this.subnets.get(subnetIds[0] ?? '')?.vpcId ?? '');
    const groups = securityGroupIds.length > 0 || vpc === undefined ? securityGroupIds : [vpc.defaultGroupId];
    this.interfaces.set(owner, { ...interfaces, securityGroupIds: groups });
  }

  addRule(groupId: string, direction: Direction, rule: SecurityRule): void {
    this.rules.push({ groupId, direction, rule });
  }

  /** EC2 lets everything out of a group for which no template has an egress rule, inline or beside it. */
  rulesOf(groupIds: readonly string[], direction: Direction): SecurityRule[] {
    return groupIds.flatMap((id) => {
      const own = this.rules
        .filter((entry) => entry.groupId === id && entry.direction === direction)
        .map(({ rule }) => rule);
      return own.length === 0 && direction === 'egress' ? [EVERYTHING] : own;
    });
  }
}

const EVERYTHING: SecurityRule = {
  protocol: '-1',
  fromPort: 0,
  toPort: 65_535,
  peer: { cidr: ANYWHERE },
};
