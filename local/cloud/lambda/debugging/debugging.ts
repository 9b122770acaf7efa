import type { Cloud } from '../../core/cloud.ts';
import { Functions } from '../functions.ts';
import { DebugPort } from './debug-port.ts';

/** What a debugger needs of a function that is being debugged. */
export interface DebugSession {
  readonly functionName: string;
  readonly port: number;
  /** The function goes on as before; debuggers are cut off. */
  end(): Promise<void>;
}

export interface DebugOptions {
  /** 0 is any free one. */
  readonly port: number;
  /** Path of a source map of the very bundle that runs. */
  readonly sourceMap?: string;
}

/** The functions of one local cloud that debuggers may look into: one environment of each, at a port of its own. */
export class Debugging {
  private readonly functions: Functions;
  private readonly sessions = new Map<string, DebugSession>();

  constructor(cloud: Cloud) {
    this.functions = cloud.part(Functions);
    cloud.onStop('debugging', async () => {
      await Promise.all([...this.sessions.values()].map(async (session) => await session.end()));
    });
  }

  /**
   * From now on the function has one environment, without limits of time and memory, whose inspector can be reached.
   * Ends an earlier session of the same function. Rejects with FUNCTION_NOT_FOUND or DEBUG_PORT.
   */
  async begin(nameOrArn: string, options: DebugOptions): Promise<DebugSession> {
    const functionName = this.functions.definition(nameOrArn).name;
    await this.sessions.get(functionName)?.end();
    const port = await DebugPort.open(options.port);
    const session: DebugSession = {
      functionName,
      port: port.port,
      end: async () => {
        if (this.sessions.get(functionName) === session) {
          this.sessions.delete(functionName);
          await this.functions.debug(functionName, undefined);
        }
        await port.close();
      },
    };
    this.sessions.set(functionName, session);
    await this.functions.debug(functionName, {
      ...(options.sourceMap === undefined ? {} : { sourceMap: options.sourceMap }),
      opened: (inspector) => port.lead(inspector),
      ending: (inspector) => port.cut(inspector),
    });
    return session;
  }
}
