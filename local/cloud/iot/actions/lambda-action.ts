import type { Cloud } from '../../core/cloud.ts';
import { Functions } from '../../lambda/functions.ts';
import { type Action, singleAction } from '../rules/action.ts';

/** Invokes a function asynchronously with the data as its event; the function's own policy must let AWS IoT in. */
export function lambdaAction(cloud: Cloud, definition: { readonly functionArn: string }): Action {
  return singleAction('LambdaAction', async ({ output, ruleArn }, at) => {
    const event = parseEvent(output);
    await cloud.part(Functions).invoke(at(definition.functionArn), event, {
      source: 'iot.amazonaws.com',
      sourceArn: ruleArn,
      async: true,
    });
  });
}

function parseEvent(output: Buffer): unknown {
  try {
    return JSON.parse(output.toString('utf8'));
  } catch (cause) {
    throw new Error("a function takes JSON only: select encode(*, 'base64') for binary payloads", { cause });
  }
}
