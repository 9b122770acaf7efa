import { deadLetters } from '../../shared/contracts/platform/platform.ts';
import {
  createDamageReport,
  listCarDamageReports,
  listDamageReports,
  PHOTO_RETENTION_DAYS,
  reportDamage,
} from '../../shared/contracts/rentals/damage.ts';
import { findCars } from '../../shared/contracts/rentals/finding.ts';
import { getGrant, holdGrant, postGrant, requestGrant } from '../../shared/contracts/rentals/grants.ts';
import {
  cancel,
  cancelRental,
  end,
  endRental,
  expireReservation,
  getRental,
  giveUpWaiting,
  listRentals,
  rentalsCommands,
  rentalsEvents,
  reserve,
  reserveCar,
  secureCar,
  unlock,
  unlockRental,
} from '../../shared/contracts/rentals/rentals.ts';
import {
  liftHold,
  liftRiderHold,
  placeHold,
  placeRiderHold,
} from '../../shared/contracts/rentals/rider-standing.ts';
import {
  checkContact,
  endByOperator,
  endRentalByOperator,
  extend,
  extendReservation,
  getFleetCar,
  listAttention,
  pause,
  pauseRental,
  putBackInService,
  putCarBackInService,
  resume,
  resumeRental,
  takeCarOutOfService,
  takeOutOfService,
} from '../../shared/contracts/rentals/use.ts';
import {
  checkParking,
  getZones,
  parkingChecked,
  putZones,
  setZones,
} from '../../shared/contracts/rentals/zones.ts';
import { erased } from '../../shared/contracts/riders/erasure.ts';
import {
  licenceExpired,
  licenceRejected,
  licenceSubmitted,
  licenceVerified,
} from '../../shared/contracts/riders/licence.ts';
import { paymentMethodSet } from '../../shared/contracts/riders/payment.ts';
import { phoneKeyRegistered, phoneKeyRevoked } from '../../shared/contracts/riders/phone-keys.ts';
import { blocked, ridersEvents, signedUp, unblocked } from '../../shared/contracts/riders/riders.ts';
import { carParked, chargeLow, telemetryEvents } from '../../shared/contracts/telemetry/telemetry.ts';
import {
  grantIssued,
  grantRefused,
  grantsRevoked,
  grantUsed,
} from '../../shared/contracts/vehicles/grants.ts';
import {
  commandFinished,
  connected,
  driveStarted,
  parked,
  registered,
  vehiclesCommands,
  vehiclesEvents,
} from '../../shared/contracts/vehicles/vehicles.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';

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
      consumes: [
        {
          topic: rentalsCommands,
          messages: [
            reserve,
            extend,
            unlock,
            pause,
            resume,
            end,
            cancel,
            endByOperator,
            takeOutOfService,
            putBackInService,
            placeHold,
            liftHold,
            reportDamage,
            requestGrant,
            holdGrant,
            expireReservation,
            giveUpWaiting,
            checkContact,
            secureCar,
            setZones,
            checkParking,
            parkingChecked,
          ],
        },
        {
          topic: vehiclesEvents,
          messages: [
            registered,
            connected,
            driveStarted,
            parked,
            commandFinished,
            grantIssued,
            grantRefused,
            grantsRevoked,
            grantUsed,
          ],
        },
        { topic: telemetryEvents, messages: [carParked, chargeLow] },
        {
          topic: ridersEvents,
          messages: [
            signedUp,
            blocked,
            unblocked,
            erased,
            paymentMethodSet,
            phoneKeyRegistered,
            phoneKeyRevoked,
            licenceSubmitted,
            licenceVerified,
            licenceRejected,
            licenceExpired,
          ],
        },
      ],
      may: {
        table: ['decide', 'claim'],
        produce: [rentalsCommands, rentalsEvents, vehiclesCommands, deadLetters],
        setTimers: true,
      },
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
      name: 'agenda',
      description: 'Timers, and deliveries that a dead function left behind',
      memoryMb: 256,
      timeoutSeconds: 60,
      agenda: true,
      may: {
        table: ['sweep', 'due'],
        produce: [rentalsCommands, rentalsEvents, vehiclesCommands],
        setTimers: true,
      },
    },
  ],
};
