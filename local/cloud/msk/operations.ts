import { AwsError, type AwsRequest, type AwsResponse } from '../core/aws-endpoint.ts';
import { unknownOperation } from '../core/aws-json.ts';
import type { Cloud } from '../core/cloud.ts';
import type { Cluster, ClusterService } from './cluster.ts';

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly action: string;
  readonly answer: (cluster: Cluster, cloud: Cloud) => object;
}

function described(cluster: Cluster): object {
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    currentVersion: 'LOCAL',
    state: 'ACTIVE',
  };
}

function provisioned({ kafkaVersion, brokers, allowsIam, allowsScram }: Cluster): object {
  return {
    numberOfBrokerNodes: brokers,
    currentBrokerSoftwareInfo: { kafkaVersion },
    clientAuthentication: { sasl: { iam: { enabled: allowsIam }, scram: { enabled: allowsScram } } },
  };
}

const ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/v1\/clusters\/([^/]+)\/bootstrap-brokers$/,
    action: 'kafka:GetBootstrapBrokers',
    answer: ({ allowsIam, allowsScram }, { engines }) => ({
      ...(allowsIam ? { bootstrapBrokerStringSaslIam: engines.kafka.iam } : {}),
      ...(allowsScram ? { bootstrapBrokerStringSaslScram: engines.kafka.scram } : {}),
    }),
  },
  {
    method: 'GET',
    path: /^\/api\/v2\/clusters\/([^/]+)$/,
    action: 'kafka:DescribeClusterV2',
    answer: (cluster) => ({
      clusterInfo: { ...described(cluster), clusterType: 'PROVISIONED', provisioned: provisioned(cluster) },
    }),
  },
  {
    method: 'GET',
    path: /^\/v1\/clusters\/([^/]+)$/,
    action: 'kafka:DescribeCluster',
    answer: (cluster) => ({ clusterInfo: { ...described(cluster), ...provisioned(cluster) } }),
  },
];

function serve(cloud: Cloud, clusters: ClusterService, request: AwsRequest): AwsResponse {
  for (const { method, path, action, answer } of ROUTES) {
    const match = path.exec(request.path);
    if (match === null || method !== request.method) continue;
    const arn = decodeURIComponent(match[1] ?? '');
    cloud.endpoint.authorize(request, action, arn);
    if (clusters.cluster?.arn !== arn)
      throw new AwsError('NotFoundException', `there is no cluster ${arn}`, 404);
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(answer(clusters.cluster, cloud)),
    };
  }
  throw unknownOperation(request);
}

/** Registers the MSK service: what a client asks to find its cluster. */
export function serveMsk(cloud: Cloud, clusters: ClusterService): void {
  cloud.endpoint.register('kafka', (request) =>
    Promise.resolve().then(() => serve(cloud, clusters, request)),
  );
}
