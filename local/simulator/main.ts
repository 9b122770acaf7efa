import { parseArgs } from 'node:util';
import { MapError } from '../../shared/roads/map-error.ts';
import { readConfiguration } from './configuration.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { FleetError } from './fleet-error.ts';
import { type FleetNote, printNote } from './fleet-journal.ts';
import { type Answer, takeOrder } from './orders.ts';

/**
 * The fleet as a process of its own: `node local/simulator/main.ts --config FILE`. Writes JSON lines; takes orders from a
 * parent process over IPC; ends on SIGINT, SIGTERM, SIGHUP and when its parent is gone.
 */
const { values } = parseArgs({ options: { config: { type: 'string' } } });

try {
  if (values.config === undefined) {
    throw new FleetError('CONFIGURATION_INVALID', 'say which configuration: --config FILE');
  }
  const fleet = await startFleet(await readConfiguration(values.config), { takeNote });
  serve(fleet);
  tell({ type: 'started', cars: fleet.cars.length });
} catch (error) {
  if (!(error instanceof FleetError || error instanceof MapError)) throw error;
  printNote({ note: 'failed', code: error.code, reason: error.message });
  process.exitCode = 1;
  tell({ type: 'failed', code: error.code, message: error.message }, () => process.disconnect());
}

/** To the parent process, if there is one. */
function tell(message: Answer, sent: () => void = () => undefined): void {
  if (process.connected) process.send?.(message, sent);
}

/** A car that cannot keep what it must not forget is a problem for whoever runs the fleet. */
function takeNote(note: FleetNote): void {
  printNote(note);
  if (note.note === 'store-failed')
    tell({ type: 'problem', message: `${note.vin} cannot keep its state: ${note.reason}` });
}

function serve(fleet: Fleet): void {
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await fleet.stop();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
  process.on('SIGHUP', () => void stop());
  if (process.send === undefined) return;
  process.on('disconnect', () => void stop());
  const take = async (message: unknown): Promise<void> => {
    const reply = await takeOrder(fleet, message);
    if (reply !== undefined) tell(reply);
  };
  process.on('message', (message) => void take(message));
  void fleet.allConnected.then(() => tell({ type: 'all-connected', cars: fleet.cars.length }));
}
