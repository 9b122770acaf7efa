import {
  createDamageReport,
  listCarDamageReports,
  listDamageReports,
  PHOTO_RETENTION_DAYS,
  reportDamage,
} from '../../shared/contracts/damage.ts';
import { findCars } from '../../shared/contracts/finding.ts';
import { deadLetters } from '../../shared/contracts/platform.ts';
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
} from '../../shared/contracts/rentals.ts';
import { blocked, ridersEvents, signedUp, unblocked } from '../../shared/contracts/riders.ts';
import { carParked, telemetryEvents } from '../../shared/contracts/telemetry.ts';
import {
  commandFinished,
  registered,
  vehiclesCommands,
  vehiclesEvents,
} from '../../shared/contracts/vehicles.ts';
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
          messages: [reserve, unlock, end, cancel, reportDamage, expireReservation, giveUpWaiting, secureCar],
        },
        { topic: vehiclesEvents, messages: [registered, commandFinished] },
        { topic: telemetryEvents, messages: [carParked] },
        { topic: ridersEvents, messages: [signedUp, blocked, unblocked] },
      ],
      may: {
        table: ['decide', 'claim'],
        produce: [rentalsEvents, vehiclesCommands, deadLetters],
        setTimers: true,
      },
    },
    {
      name: 'http',
      description: 'Finding, reserving and using cars, for riders',
      memoryMb: 256,
      timeoutSeconds: 15,
      routes: [findCars, reserveCar, getRental, listRentals, unlockRental, endRental, cancelRental],
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
