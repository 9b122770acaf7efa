import type { MessageContract, MqttContract } from '../contracts/define.ts';

/** Under which names the schemas are compiled that functions check with. */

export const ENVELOPE_CHECK = 'envelope';
export const DEAD_LETTER_CHECK = 'dead-letter';
export const REDRIVE_CHECK = 'redrive';
export const TIMER_CHECK = 'timer';
export const PORT_REQUEST_CHECK = 'port-request';

/** A command's or event's data under its type; what comes over MQTT as `mqtt.<name>`. */
export function checkNameOf(contract: MessageContract | MqttContract): string {
  return contract.kind === 'mqtt' ? `mqtt.${contract.name}` : contract.type;
}
