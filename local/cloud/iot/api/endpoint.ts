import { AwsError } from '../../core/aws-endpoint.ts';
import type { Cloud } from '../../core/cloud.ts';
import type { Operation } from './rest.ts';

/** `DescribeEndpoint`: with the port, since that of the local broker is not always 8883. */
export function endpointOperations(cloud: Cloud, address: () => string): Operation[] {
  const run: Operation['run'] = async (request) => {
    cloud.endpoint.authorize(request, 'iot:DescribeEndpoint', '*');
    const type = request.query.get('endpointType') ?? 'iot:Data';
    if (type !== 'iot:Data-ATS' && type !== 'iot:Data') {
      throw new AwsError('InvalidRequestException', `the local cloud has no endpoint of type ${type}`);
    }
    return { endpointAddress: address() };
  };
  return [{ method: 'GET', path: '/endpoint', run }];
}
