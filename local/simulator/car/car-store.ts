import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Boolean as Bool,
  Integer,
  Array as List,
  Literal,
  Number as Num,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { Compile } from 'typebox/compile';
import { CarEvent, CarStatus, carEventData, TrustedKeys } from '../../../shared/contracts/car/car.ts';
import { Entitlement } from '../../../shared/contracts/car/entitlements.ts';
import { Revocations } from '../../../shared/contracts/car/grant-exchange.ts';
import { CommandId, Point, strict } from '../../../shared/contracts/fields.ts';
import { FleetError } from '../fleet-error.ts';
import { resumeDrive } from '../motion/driver.ts';
import { readInstruments } from '../motion/motion.ts';
import { newCar, powerUp } from './boot.ts';
import type { Car, Surroundings } from './car.ts';
import { emptyOutbox } from './outbox.ts';

/** What of a car outlives the simulator's process: its store, its lock, and where and how it stands. */
const KeptCar = Obj(
  {
    version: Literal(1),
    log: Integer({ minimum: 1 }),
    next: Integer({ minimum: 1 }),
    pending: List(CarEvent),
    answers: List(
      Obj(
        {
          digest: Str(),
          commandId: CommandId,
          result: Union([Literal('executed'), Literal('refused')]),
          fault: carEventData['command-result'].properties.fault,
          status: CarStatus,
          traceparent: Optional(Str()),
        },
        strict,
      ),
    ),
    boots: Integer({ minimum: 1 }),
    locked: Bool(),
    /** Absent in what was kept before there was such a thing. */
    trustedKeys: Optional(TrustedKeys),
    revocations: Optional(Revocations),
    entitlements: Optional(Obj({ version: Integer({ minimum: 0 }), active: List(Entitlement) }, strict)),
    startEnabled: Optional(Bool()),
    doorsClosed: Optional(Bool()),
    trunkOpen: Optional(Bool()),
    keyFobPresent: Optional(Bool()),
    fuelCardPresent: Optional(Bool()),
    idling: Optional(Bool()),
    trips: Integer({ minimum: 0 }),
    driving: Bool(),
    driverStartsAt: Optional(Num()),
    position: Point,
    since: Num(),
    chargePercent: Num(),
    odometerKm: Num(),
    charging: Bool(),
  },
  strict,
);
type KeptCar = Static<typeof KeptCar>;
const keptCars = Compile(KeptCar);

/** Where cars keep what survives the end of the process: a file for each. */
export interface CarStore {
  /** Keeps the car as it is at that time (platform milliseconds), whole or not at all. */
  keep(car: Car, now: number): void;
  /** The car as it was kept, switched on again; or a new one. */
  restore(vin: string, now: number, surroundings: Surroundings): Car;
}

/** Cars that begin anew with each start of the process. */
export const forgetfulStore: CarStore = { keep: () => undefined, restore: newCar };

/** Makes the directory if it is missing. */
export function openCarStore(directory: string): CarStore {
  const fileOf = (vin: string): string => join(directory, `${vin}.json`);
  guard(directory, () => mkdirSync(directory, { recursive: true }));
  return {
    keep(car, now) {
      const file = fileOf(car.vin);
      guard(file, () => {
        writeFileSync(`${file}.new`, JSON.stringify(toKept(car, now)));
        renameSync(`${file}.new`, file);
      });
    },
    restore(vin, now, surroundings) {
      const kept = guard(fileOf(vin), () => readKept(fileOf(vin)));
      return kept === undefined
        ? newCar(vin, now, surroundings)
        : fromKept(kept, newCar(vin, now, surroundings), now, surroundings);
    },
  };
}

function toKept(car: Car, now: number): KeptCar {
  const { position, chargePercent, odometerKm, charging, engineOn } = readInstruments(car.motion, now);
  const { locked, startEnabled, doorsClosed, trunkOpen, keyFobPresent, fuelCardPresent, idling } = car;
  return {
    version: 1,
    log: car.outbox.log,
    next: car.outbox.next,
    pending: [...car.outbox.pending],
    answers: [...car.answers],
    boots: car.boots,
    trustedKeys: car.trustedKeys,
    ...(car.revocations === undefined ? {} : { revocations: car.revocations }),
    entitlements: { version: car.entitlements.version, active: [...car.entitlements.active] },
    locked,
    startEnabled,
    doorsClosed,
    trunkOpen,
    keyFobPresent,
    fuelCardPresent,
    idling,
    trips: car.trips,
    driving: engineOn,
    ...(car.driverStartsAt === undefined ? {} : { driverStartsAt: car.driverStartsAt }),
    position,
    since: now,
    chargePercent,
    odometerKm,
    charging,
  };
}

function fromKept(kept: KeptCar, fresh: Car, now: number, surroundings: Surroundings): Car {
  const { distanceMetres: _, ...point } = surroundings.world.index.snap(kept.position);
  const { since, chargePercent, odometerKm, charging } = kept;
  const car: Car = {
    ...fresh,
    outbox: {
      ...emptyOutbox(kept.log),
      next: kept.next,
      pending: kept.pending,
      sentBelow: kept.pending[0]?.seq ?? kept.next,
    },
    answers: kept.answers,
    boots: kept.boots,
    trustedKeys: kept.trustedKeys ?? fresh.trustedKeys,
    ...(kept.revocations === undefined ? {} : { revocations: kept.revocations }),
    entitlements: kept.entitlements ?? fresh.entitlements,
    locked: kept.locked,
    startEnabled: kept.startEnabled ?? !kept.locked,
    doorsClosed: kept.doorsClosed ?? fresh.doorsClosed,
    trunkOpen: kept.trunkOpen ?? fresh.trunkOpen,
    keyFobPresent: kept.keyFobPresent ?? fresh.keyFobPresent,
    fuelCardPresent: kept.fuelCardPresent ?? fresh.fuelCardPresent,
    idling: kept.idling ?? fresh.idling,
    trips: kept.trips,
    motion: { kind: 'parked', point, since, chargePercent, odometerKm, charging },
    ...(kept.driverStartsAt === undefined ? {} : { driverStartsAt: kept.driverStartsAt }),
  };
  const on = powerUp(car, surroundings.seed);
  return kept.driving ? resumeDrive(on, now, surroundings) : on;
}

function readKept(file: string): KeptCar | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const value: unknown = JSON.parse(text);
  if (!keptCars.Check(value)) throw new SyntaxError('it is not what this version keeps of a car');
  return value;
}

function guard<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw new FleetError(
      'STORE_UNUSABLE',
      `${path}: ${cause instanceof Error ? cause.message : String(cause)}; free space or correct permissions, or delete it to let the cars begin anew`,
      { cause },
    );
  }
}
