import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  messagePrint,
  parametersIn,
  type ReceivedAnswer,
  type ReceivedBody,
  type ReceivedRecord,
  type ReceivedRequest,
  routePrint,
} from '../../docs/generator/received.ts';
import type { Exchange, HttpApis } from '../../local/cloud/api-gateway/http-apis.ts';
import { messages, routes } from '../../shared/contracts/catalogue.ts';
import type { RouteContract } from '../../shared/contracts/define.ts';
import type { Envelope } from '../../shared/contracts/envelope.ts';
import { Best } from './best.ts';
import { Stable } from './stable.ts';

/** The folder in which tests leave what they received. Without it nothing is recorded. */
export const FOLDER_VARIABLE = 'ROADSTREAM_ANSWERS';

const byKey = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));

/** What one test received, all of it stable and without keys. */
export interface Recording {
  readonly answers: Readonly<Record<string, ReceivedAnswer>>;
  readonly problems: Readonly<Record<string, ReceivedBody>>;
  readonly gateway: Readonly<Record<string, ReceivedBody>>;
  readonly pending: Readonly<Record<string, ReceivedBody>>;
  readonly records: Readonly<Record<string, ReceivedRecord>>;
}

/** Listens to the HTTP APIs of a platform, and keeps of each kind of answer the one that shows most. */
export class Recorder {
  readonly #now: () => number;
  readonly #stop: () => void;
  readonly #answers = new Best<ReceivedAnswer>();
  readonly #problems = new Best<ReceivedBody>();
  readonly #gateway = new Best<ReceivedBody>();
  readonly #pending = new Best<ReceivedBody>();
  readonly #records = new Best<ReceivedRecord>();

  /** `now`: the platform's time, milliseconds. */
  constructor(apis: Pick<HttpApis, 'observe'>, now: () => number) {
    this.#now = now;
    this.#stop = apis.observe((exchange) => this.#see(exchange));
  }

  /** Records of topics, each as it was written. */
  heard(envelopes: readonly Envelope[]): void {
    for (const envelope of envelopes) {
      const contract = messages.find(({ type }) => type === envelope.type);
      // Records that tests write themselves look otherwise.
      if (contract === undefined || !envelope.source.startsWith('/roadstream/')) continue;
      const stable = new Stable(Date.parse(envelope.time));
      const { data, ...rest } = envelope;
      const written = {
        ...(stable.value(rest, undefined) as Omit<Envelope, 'data'>),
        data: stable.value(data, contract.example),
      };
      this.#records.offer(contract.type, { contract: messagePrint(contract), envelope: written }, written);
    }
  }

  end(): Recording {
    this.#stop();
    return {
      answers: this.#answers.all(),
      problems: this.#problems.all(),
      gateway: this.#gateway.all(),
      pending: this.#pending.all(),
      records: this.#records.all(),
    };
  }

  #see({ routeKey = '', incoming, body, answer }: Exchange): void {
    const route = byKey.get(routeKey);
    const content = contentOf(answer);
    const stable = new Stable(this.#now());
    const operation = route?.id ?? routeKey;
    if (answer.fromGateway !== undefined) {
      if (route !== undefined) this.#offer(this.#gateway, String(answer.status), operation, content);
    } else if (isProblem(content)) {
      this.#offer(this.#problems, content.code, operation, stable.value(content, undefined));
    } else if (route !== undefined && answer.status === 202) {
      this.#offer(this.#pending, '202', operation, stable.value(content, undefined));
    } else if (route !== undefined && answer.status === route.success.status) {
      const request = stableRequest(route, incoming.url ?? '', body, stable);
      const { example } = route.success;
      const received = content === undefined ? {} : { body: stable.value(content, example) };
      this.#answers.offer(
        route.id,
        { contract: routePrint(route), request, status: answer.status, ...received },
        { ...received, request },
      );
    }
  }

  #offer(kind: Best<ReceivedBody>, name: string, operation: string, body: unknown): void {
    kind.offer(name, { operation, body }, body);
  }
}

function stableRequest(
  route: RouteContract,
  url: string,
  body: Buffer | undefined,
  stable: Stable,
): ReceivedRequest {
  const { pathname, searchParams } = new URL(url, 'http://platform');
  const query = Object.fromEntries(
    [...searchParams].map(([name, value]) => [name, stable.text(value)] as const),
  );
  const parameters = parametersIn(route, pathname) ?? {};
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(stable.text(parameters[name] ?? '')),
  );
  const text = body === undefined || body.length === 0 ? undefined : body.toString('utf8');
  return {
    path,
    ...(Object.keys(query).length === 0 ? {} : { query }),
    ...(text === undefined || route.body === undefined
      ? {}
      : { body: stable.value(JSON.parse(text), route.bodyExample) }),
  };
}

/** JSON as its value, other text as it is; undefined without a body. */
function contentOf({ headers, body }: Exchange['answer']): unknown {
  if (body.length === 0) return undefined;
  const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  const text = plain.toString('utf8');
  return String(headers['content-type']).includes('json') ? JSON.parse(text) : text;
}

const isProblem = (content: unknown): content is { readonly code: string } =>
  typeof content === 'object' &&
  content !== null &&
  'code' in content &&
  typeof content.code === 'string' &&
  'retry' in content &&
  'detail' in content;

/** Leaves a recording where `npm run answers` finds it. */
export function leave(recording: Recording, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(recording));
}
