import { emulated, noEffect } from '../../core/no-effect.ts';
import { physicalUuid } from '../../core/physical-id.ts';
import { PropertyReader } from '../../core/property-reader.ts';
import type { Provider } from '../../core/provider.ts';
import { functionNameOf } from '../function-name.ts';
import { Functions } from '../functions.ts';
import { LambdaCalls } from '../lambda-calls.ts';

/** What stands beside a function: who may invoke it, and what becomes of asynchronous events. */

export const lambdaPermission: Provider = {
  type: 'AWS::Lambda::Permission',
  properties: emulated('FunctionName', 'Action', 'Principal', 'SourceArn', 'SourceAccount'),
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const sourceArn = properties.optionalText('SourceArn');
    const sourceAccount = properties.optionalText('SourceAccount');
    resource.cloud.part(Functions).permit(properties.text('FunctionName'), {
      action: properties.text('Action'),
      principal: properties.text('Principal'),
      ...(sourceArn === undefined ? {} : { sourceArn }),
      ...(sourceAccount === undefined ? {} : { sourceAccount }),
    });
    return { ref: resource.generatedName, attributes: { Id: resource.generatedName } };
  },
};

export const lambdaEventInvokeConfig: Provider = {
  type: 'AWS::Lambda::EventInvokeConfig',
  properties: {
    ...emulated('FunctionName', 'MaximumRetryAttempts', 'MaximumEventAgeInSeconds'),
    ...emulated('DestinationConfig.OnFailure.Destination', 'DestinationConfig.OnSuccess.Destination'),
    ...noEffect('there is one version of each function here', 'Qualifier'),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const destinations = properties.child('DestinationConfig');
    const onSuccess = destinations.child('OnSuccess').optionalText('Destination');
    const onFailure = destinations.child('OnFailure').optionalText('Destination');
    const maximumRetryAttempts = properties.optionalWhole('MaximumRetryAttempts', 0, 2);
    const maximumEventAgeSeconds = properties.optionalWhole('MaximumEventAgeInSeconds', 60, 21_600);
    const functionName = functionNameOf(properties.text('FunctionName'));
    resource.cloud.part(LambdaCalls).addDelivery(functionName, onSuccess);
    resource.cloud.part(LambdaCalls).addDelivery(functionName, onFailure);
    resource.cloud.part(Functions).configureAsync(functionName, {
      ...(maximumRetryAttempts === undefined ? {} : { maximumRetryAttempts }),
      ...(maximumEventAgeSeconds === undefined ? {} : { maximumEventAgeSeconds }),
      ...(onSuccess === undefined ? {} : { onSuccess }),
      ...(onFailure === undefined ? {} : { onFailure }),
    });
    return { ref: physicalUuid(resource) };
  },
};
