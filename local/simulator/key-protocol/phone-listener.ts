import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { SILENCE_SECONDS } from '../../../shared/contracts/car/grant-exchange.ts';
import { type AskedCar, PhoneStream } from './phone-stream.ts';

/** Where phones reach a car: a local socket in the place of Bluetooth. */
export interface PhoneListener {
  readonly port: number;
  close(): Promise<void>;
}

/** Phones at a time; who comes when there are so many is turned away. */
const MOST_STREAMS = 8;

export async function listenForPhones(
  car: AskedCar,
  silenceMilliseconds = SILENCE_SECONDS * 1000,
): Promise<PhoneListener> {
  const streams = new Set<Socket>();
  const server = createServer((socket) => {
    if (streams.size >= MOST_STREAMS) {
      socket.destroy();
      return;
    }
    streams.add(socket);
    socket.once('close', () => streams.delete(socket));
    serve(socket, new PhoneStream(car), silenceMilliseconds);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of streams) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Half a frame is silence, too: a peer that is slow on purpose keeps nobody else out for long. */
function serve(socket: Socket, stream: PhoneStream, silenceMilliseconds: number): void {
  const silence = setTimeout(() => socket.destroy(), silenceMilliseconds);
  socket.once('close', () => clearTimeout(silence));
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    const answers = stream.take(chunk);
    if (answers === undefined) {
      socket.destroy();
      return;
    }
    if (answers.length > 0) silence.refresh();
    for (const answer of answers) socket.write(answer);
  });
}
