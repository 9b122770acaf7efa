import { carEvent, receipt, signedCommand, telemetry, trustList } from '../../../shared/contracts/car/car.ts';

/** The MQTT topics of one car. */
export interface CarTopics {
  readonly events: string;
  readonly telemetry: string;
  readonly receipts: string;
  readonly commands: string;
  readonly trust: string;
}

/** @param telemetryRule the IoT rule that takes the samples by Basic Ingest */
export function carTopics(vin: string, telemetryRule: string): CarTopics {
  const fill = (topic: string): string => topic.replace('{vin}', vin);
  return {
    events: fill(carEvent.topic),
    telemetry: `$aws/rules/${telemetryRule}/${fill(telemetry.topic)}`,
    receipts: fill(receipt.topic),
    commands: fill(signedCommand.topic),
    trust: fill(trustList.topic),
  };
}
