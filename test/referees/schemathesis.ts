import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { routes } from '../../shared/contracts/catalogue.ts';
import type { Principal, RouteContract } from '../../shared/contracts/define.ts';
import { Rider } from '../journeys/rider.ts';
import { pythonProgram } from './python.ts';
import type { PlatformReferee } from './referee.ts';
import type { SharedPlatform } from './shared-platform.ts';

/** What our users get: a test holds that it is what the contracts say. */
const openApi = resolve(import.meta.dirname, '../../docs/api/openapi.json');

const WHO = 'fuzzer';
/** Made up beside the examples and the limits of each schema. */
const EXAMPLES_A_ROUTE = 4;
/** How what the document does not allow may be refused. */
const REFUSALS = [400, 401, 403, 404, 409, 413, 422, 431];

type Tokens = Readonly<Record<'rider' | 'operator', string>>;

/**
 * Schemathesis sends to each route of the OpenAPI document what it allows and what it does not, the same in each run,
 * and holds the answers against the document: no 5xx, and no status, content type, header or body that it does not
 * tell. Then it sends every example in the name of somebody who may not do that.
 */
export const schemathesis: PlatformReferee = {
  name: 'Schemathesis, a fuzzer of HTTP APIs',
  check: async (platform) => {
    const program = await pythonProgram('schemathesis');
    const { client } = platform;
    const tokens = { rider: await client.token('rider', WHO), operator: await client.token('operator', WHO) };
    const folder = mkdtempSync(join(tmpdir(), 'roadstream-schemathesis-'));
    try {
      const ids = await idsOf(platform);
      const cast = (of: typeof allowed) => configuration(platform, tokens, of, ids);
      const all = await run(program, folder, cast(allowed), ['examples', 'coverage', 'fuzzing']);
      const strangers = await run(program, folder, cast(stranger), ['examples']);
      return {
        looked: `${all.cases} requests to ${all.operations} routes, ${strangers.cases} by strangers`,
        passed: all.passed + strangers.passed,
        wrong: [...all.wrong, ...strangers.wrong],
      };
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

/** Who may call the route, a rider rather than an operator. */
function allowed({ principals }: RouteContract): keyof Tokens {
  return principals.includes('rider') ? 'rider' : 'operator';
}

/** Who may not, if there is one. */
function stranger({ principals }: RouteContract): keyof Tokens {
  const kinds: readonly (Principal & keyof Tokens)[] = ['operator', 'rider'];
  return kinds.find((kind) => !principals.includes(kind)) ?? 'rider';
}

/** Parameter → values that lead to something. */
type Ids = Readonly<Record<'vin' | 'rentalId' | 'operationId', readonly string[]>>;

/**
 * Ids of what is there, as the platform has given them, so that more than a refusal comes of some requests: cars, and
 * the fuzzer's own rentals and operations.
 */
async function idsOf({ client }: SharedPlatform): Promise<Ids> {
  const fuzzer = new Rider(client, WHO);
  await fuzzer.admitted();
  const asRider = <Body>(method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
    client.as<Body>('rider', WHO, method, path, body, headers);
  const { cars } = await client.until(
    'a free car',
    () => asRider<{ cars: readonly { vin: string }[] }>('GET', '/v1/cars?near=42.53,1.56&radiusMetres=10000'),
    ({ body }) => body.cars.length > 0,
  );
  const vins = cars.map(({ vin }) => vin);
  const [vin = ''] = vins;
  const { rentalId } = await fuzzer.reservesSoon(vin);
  const extending = await asRider<{ operationId: string }>(
    'POST',
    `/v1/rentals/${rentalId}/extend`,
    undefined,
    { prefer: 'wait=0' },
  );
  const { operationId } = extending.body;
  await client.until(
    'an operation of the fuzzer',
    () => asRider<{ state: string }>('GET', `/v1/operations/${operationId}`),
    ({ status, body: { state } }) => status === 200 && state !== 'PENDING',
  );
  return { vin: vins, rentalId: [rentalId], operationId: [operationId] };
}

function configuration(
  { client }: SharedPlatform,
  tokens: Tokens,
  of: (route: RouteContract) => keyof Tokens,
  ids: Ids,
): string {
  const bearer = (route: RouteContract): string =>
    `headers = { Authorization = ${JSON.stringify(`Bearer ${tokens[of(route)]}`)} }`;
  return [
    `base-url = ${JSON.stringify(client.url)}`,
    'workers = 1',
    'continue-on-failure = true',
    'warnings = false',
    // A machine that is busy is no finding.
    'request-timeout = 60.0',
    '[cache]',
    'enabled = false',
    '[generation]',
    'deterministic = true',
    'database = "none"',
    `max-examples = ${EXAMPLES_A_ROUTE}`,
    '[checks]',
    // A schema cannot say that a key was used before, a cursor is of another list, or a day is in the future.
    'positive_data_acceptance.enabled = false',
    // What is refused because it is too long, too.
    `negative_data_rejection.expected-statuses = ${JSON.stringify(REFUSALS)}`,
    ...Object.entries(ids).flatMap(([name, values]) => [
      `[dictionaries.${name}]`,
      `values = ${JSON.stringify(values)}`,
    ]),
    '[parameters]',
    ...Object.keys(ids).flatMap((name) =>
      ['path', 'body'].map((place) => `"${place}.${name}" = { dictionary = "${name}", probability = 0.5 }`),
    ),
    ...routes
      .filter(({ principals }) => principals.length > 0)
      .flatMap((route) => [
        '[[operations]]',
        `include-operation-id = "${route.id}"`,
        bearer(route),
        ...(isAlsoOfAnother(route) ? ['phases.coverage.unexpected-methods = []'] : []),
      ]),
    '',
  ].join('\n');
}

/** Whether the path is also one of another route, as `/v1/partners/me` is of `/v1/partners/{partnerId}`: it has its methods too. */
function isAlsoOfAnother({ path }: RouteContract): boolean {
  const own = path.split('/');
  return routes.some((other) => {
    const segments = other.path.split('/');
    return (
      other.path !== path &&
      segments.length === own.length &&
      segments.every((segment, n) => segment === own[n] || segment.startsWith('{'))
    );
  });
}

interface Run {
  readonly cases: number;
  readonly operations: number;
  readonly passed: number;
  readonly wrong: readonly string[];
}

async function run(program: string, folder: string, toml: string, phases: readonly string[]): Promise<Run> {
  const file = (name: string): string => join(folder, name);
  const [config, report, document] = [file('schemathesis.toml'), file('report.xml'), file('openapi.json')];
  writeFileSync(config, toml, { mode: 0o600 });
  writeFileSync(document, readableDocument());
  const args = ['--no-color', '--config-file', config, 'run', '--phases', phases.join(',')];
  const said = await outputOf(program, [...args, '--report-junit-path', report, document], folder);
  const [, cases] = /(\d+) generated/.exec(said) ?? [];
  const [, operations] = /Tested: (\d+)/.exec(said) ?? [];
  if (cases === undefined || operations === undefined)
    throw new Error(`schemathesis said nothing that can be read: ${said}`);
  const wrong = findingsIn(readFileSync(report, 'utf8'));
  return {
    cases: Number(cases),
    operations: Number(operations),
    passed: Number(operations) - new Set(wrong.map(([name]) => name)).size,
    wrong: wrong.map(([name, text]) => `${name}: ${text}`),
  };
}

/**
 * Schemathesis 4.32.5 takes `prefixItems` in an answer for an older dialect's `items`, and then refuses the list: it is
 * told of a tuple's items without their order.
 */
function readableDocument(): string {
  const document = JSON.parse(readFileSync(openApi, 'utf8'), (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('prefixItems' in value)) return value;
    const { prefixItems, ...rest } = value;
    return { ...rest, items: { anyOf: prefixItems } };
  }) as unknown;
  return JSON.stringify(document);
}

/** It ends with a code other than 0 when it has found something. */
function outputOf(program: string, args: readonly string[], cwd: string): Promise<string> {
  return new Promise((done) => {
    execFile(program, args, { cwd, maxBuffer: 64 * 1024 * 1024 }, (_, stdout, stderr) => {
      done(`${stdout}${stderr}`);
    });
  });
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', amp: '&' };

/** Route and text of each failure and error in a JUnit report. */
function findingsIn(junit: string): (readonly [name: string, text: string])[] {
  const plain = (text: string): string =>
    text.replaceAll(/&(lt|gt|quot|amp);/g, (_, name: string) => ENTITIES[name] ?? '');
  return [...junit.matchAll(/<testcase name="([^"]*)"[^>]*[^/]>(.*?)<\/testcase>/gs)].flatMap(
    ([, name = '', inner = '']) =>
      [...inner.matchAll(/<(?:failure|error)[^>]*>(.*?)<\/(?:failure|error)>/gs)].map(
        ([, text = '']) => [plain(name), plain(text).trim()] as const,
      ),
  );
}
