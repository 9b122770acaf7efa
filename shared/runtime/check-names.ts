import type { MessageContract, MqttContract } from '../contracts/define.ts';

/** The names under which the schemas that functions validate with are compiled. */

export const ENVELOPE_CHECK = 'envelope';
export const DEAD_LETTER_CHECK = 'dead-letter';
export const REDRIVE_CHECK = 'redrive';
export const TIMER_CHECK = 'timer';
export const PORT_REQUEST_CHECK = 'port-request';

/** The data of a command or event has its type as name, an MQTT payload `mqtt.<name>`. */
export function checkNameOf(contract: MessageContract | MqttContract): string {
  return contract.kind === 'mqtt' ? `mqtt.${contract.name}` : contract.type;
}
