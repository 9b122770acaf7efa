import { randomUUID } from 'node:crypto';
import { formatTime } from './time-format.ts';
import { SqlEvaluationError, type SqlFunction, toNumber } from './values.ts';

/** Functions that see the message or the clock. */
export const messageFunctions: Readonly<Record<string, SqlFunction>> = {
  topic: {
    takes: [0, 1],
    call: (args, { topic }) => {
      if (args.length === 0) return topic;
      const segment = toNumber(args[0]);
      // Counts from 1.
      return segment === undefined ? undefined : topic.split('/')[Math.floor(segment) - 1];
    },
  },
  timestamp: { takes: [0, 0], call: (_, { time }) => Math.floor(time) },
  clientid: { takes: [0, 0], call: (_, { clientId }) => clientId ?? 'n/a' },
  principal: { takes: [0, 0], call: (_, { principal }) => principal },
  traceid: { takes: [0, 0], call: (_, { traceId }) => traceId },
  accountid: { takes: [0, 0], call: (_, { account }) => account },
  sql_version: { takes: [0, 0], call: () => '2016-03-23' },
  newuuid: { takes: [0, 0], call: () => randomUUID() },
  rand: { takes: [0, 0], call: () => Math.random() },
  parse_time: {
    takes: [2, 3],
    call: ([pattern, time, zone = 'UTC']) => {
      const milliseconds = toNumber(time);
      if (typeof pattern !== 'string' || milliseconds === undefined || typeof zone !== 'string')
        return undefined;
      if (Number.isNaN(new Date(milliseconds).getTime())) {
        throw new SqlEvaluationError(`parse_time: ${milliseconds} is out of range`);
      }
      return formatTime(pattern, milliseconds, zone);
    },
  },
};
