import { deadLetters } from '../../shared/contracts/platform/platform.ts';
import {
  createDamageReport,
  listCarDamageReports,
  listDamageReports,
  PHOTO_RETENTION_DAYS,
} from '../../shared/contracts/rentals/damage.ts';
import { findCars } from '../../shared/contracts/rentals/finding.ts';
import { getGrant, postGrant } from '../../shared/contracts/rentals/grants.ts';
import {
  cancelRental,
  endRental,
  getRental,
  listRentals,
  rentalsCommands,
  rentalsEvents,
  reserveCar,
  unlockRental,
} from '../../shared/contracts/rentals/rentals.ts';
import { liftRiderHold, placeRiderHold } from '../../shared/contracts/rentals/rider-standing.ts';
import {
  endRentalByOperator,
  extendReservation,
  getFleetCar,
  listAttention,
  listFleetCars,
  pauseRental,
  putCarBackInService,
  resumeRental,
  takeCarOutOfService,
} from '../../shared/contracts/rentals/use.ts';
import { getZones, putZones } from '../../shared/contracts/rentals/zones.ts';
import { vehiclesCommands } from '../../shared/contracts/vehicles/vehicles.ts';
import { consumptionsOf } from '../../shared/runtime/consumptions.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';
import { tariffsMessages } from './fleet/tariffs-domain.ts';
import { carMessages, riderMessages, zonesMessages } from './messages.ts';

export const room: RoomDeclaration = {
  name: 'rentals',
  description: 'Find, reserve, unlock, drive, end: who has which car',
  commands: rentalsCommands,
  events: rentalsEvents,
  table: true,
  photos: { retentionDays: PHOTO_RETENTION_DAYS },
  functions: [
    {
      name: 'consumer',
      description: 'Decides who has which car',
      memoryMb: 512,
      timeoutSeconds: 30,
      consumes: consumptionsOf([...carMessages, ...riderMessages, ...zonesMessages]),
      may: {
        table: ['decide', 'constrain'],
        produce: [rentalsCommands, rentalsEvents, vehiclesCommands, deadLetters],
        setTimers: true,
      },
    },
    {
      // On its own: the checks of tariffs are large, and they change seldom.
      name: 'tariffs',
      description: 'Follows the tariffs of the billing room',
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes: consumptionsOf(tariffsMessages),
      may: { table: ['decide', 'wait'], produce: [rentalsEvents, deadLetters] },
    },
    {
      name: 'http',
      description: 'Finding, reserving and using cars, for riders; seeing to cars and rentals, for operators',
      memoryMb: 256,
      timeoutSeconds: 15,
      routes: [
        findCars,
        getZones,
        reserveCar,
        getRental,
        listRentals,
        extendReservation,
        unlockRental,
        pauseRental,
        resumeRental,
        endRental,
        cancelRental,
        endRentalByOperator,
        getFleetCar,
        listFleetCars,
        listAttention,
        takeCarOutOfService,
        putCarBackInService,
        putZones,
        placeRiderHold,
        liftRiderHold,
        postGrant,
        getGrant,
      ],
      may: { table: ['read', 'search'], produce: [rentalsCommands] },
    },
    {
      name: 'damage',
      description: 'Damage reports and the links to their photos, for riders and operators',
      memoryMb: 256,
      timeoutSeconds: 15,
      routes: [createDamageReport, listDamageReports, listCarDamageReports],
      may: {
        table: ['read', 'search'],
        produce: [rentalsCommands],
        riderKeys: 'read',
        photos: ['upload', 'read'],
      },
    },
    {
      name: 'scheduler',
      description: 'Timers, and deliveries that a dead function left behind',
      memoryMb: 256,
      timeoutSeconds: 60,
      scheduler: true,
      may: {
        table: ['sweep', 'due'],
        produce: [rentalsCommands, rentalsEvents, vehiclesCommands],
        setTimers: true,
      },
    },
  ],
};
