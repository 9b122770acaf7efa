import {
  Integer,
  Array as List,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { exampleId, idPattern } from '../../kernel/ids.ts';
import { ANSWERED } from '../audience.ts';
import { command, event, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { Cursor, RentalId, RiderId, strict, Time, Vin } from '../fields.ts';
import { personal } from '../personal.ts';
import { rentalsCommands, rentalsEvents } from './rentals.ts';

/** Damage that a rider finds on a car, before the trip and after it. Its photos go directly to S3. */

/** Days that a photo is kept: longer than a damage may be disputed. Then S3 deletes it in any case. */
export const PHOTO_RETENTION_DAYS = 180;
/** A link is valid for this long. Reading the report again gives a new one. */
export const LINK_SECONDS = 15 * 60;
/** Photos may be uploaded for this long after the report. */
export const UPLOAD_SECONDS = 86_400;
/** A report on the end of a trip may be made for this long after it. */
export const AFTER_END_SECONDS = 86_400;
export const MOST_REPORTS_A_RENTAL = 10;

const time = '2026-01-31T09:30:00.000Z';
const vin = 'WRS00001X0T000001';
const rentalId = exampleId('rnt');
const riderId = 'ana';
const reportId = exampleId('dmg');

const Phase = Union([Literal('before'), Literal('after')], {
  description: 'Whether it was found before the trip or at its end',
});
const Zone = Union(
  [
    Literal('FRONT'),
    Literal('REAR'),
    Literal('LEFT'),
    Literal('RIGHT'),
    Literal('ROOF'),
    Literal('WINDOWS'),
    Literal('WHEELS'),
    Literal('INTERIOR'),
  ],
  { description: 'Where on the car, seen in the direction of travel' },
);
const Kind = Union([
  Literal('SCRATCH'),
  Literal('DENT'),
  Literal('CRACK'),
  Literal('BROKEN'),
  Literal('MISSING'),
  Literal('DIRT'),
  Literal('OTHER'),
]);

/** An announced photo. Only this photo can be uploaded. */
const PhotoClaim = Obj(
  {
    contentType: Union([
      Literal('image/jpeg'),
      Literal('image/png'),
      Literal('image/webp'),
      Literal('image/heic'),
    ]),
    bytes: Integer({ minimum: 1, maximum: 10_000_000 }),
    sha256: Str({
      pattern: '^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$',
      description: 'SHA-256 of its bytes, in base64, as in `x-amz-checksum-sha256`',
    }),
  },
  strict,
);
const Photos = List(PhotoClaim, { maxItems: 6 });

const photo: Static<typeof PhotoClaim> = {
  contentType: 'image/jpeg',
  bytes: 184_320,
  sha256: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
};
const found = { phase: 'before', zone: 'LEFT', kind: 'SCRATCH' } as const;
/** Written by a person, and maybe about persons: log and table have it only encrypted with the rider's key. */
const description = personal();
const sealed = 'enc.v1.q83vEjRWeJ0.3q2-7w';

const reported = { phase: Phase, zone: Zone, kind: Kind, description: Optional(description), photos: Photos };

export const outOfPhase = roomError('DAMAGE_REPORT_OUT_OF_PHASE', {
  status: 409,
  title: 'The state of the rental does not allow a report of this phase',
  advice:
    'Report `before` while the car is reserved, unlocking or in use, `after` from the start to a day after the end.',
  retry: 'never',
});
export const tooManyReports = roomError('DAMAGE_REPORTS_TOO_MANY', {
  status: 409,
  title: 'The rental has the most damage reports that are allowed',
  advice: 'Ask the operator; a report may have several photos.',
  retry: 'never',
});

export const reportDamage = command({
  type: 'rentals.report-damage.v1',
  topic: rentalsCommands,
  description: 'A rider has found something on the car',
  key: 'vin',
  expiresAfterSeconds: 30,
  data: Obj({ vin: Vin, rentalId: RentalId, riderId: RiderId, ...reported }, strict),
  example: { vin, rentalId, riderId, ...found, description: sealed, photos: [photo] },
});

export const damageReported = event({
  type: 'rentals.damage-reported.v1',
  topic: rentalsEvents,
  description:
    'A rider has found something on the car. The event names photos by their checksums; S3 has them',
  key: 'vin',
  heardBy: ANSWERED,
  data: Obj(
    {
      vin: Vin,
      rentalId: RentalId,
      riderId: RiderId,
      reportId: Str({ pattern: idPattern('dmg') }),
      ...reported,
      time: Time,
    },
    strict,
  ),
  example: { vin, rentalId, riderId, reportId, ...found, description: sealed, photos: [photo], time },
});

const UploadLink = Obj(
  {
    method: Literal('PUT'),
    url: Str(),
    headers: Obj(
      { 'content-type': Str(), 'content-length': Str(), 'x-amz-checksum-sha256': Str() },
      { ...strict, description: 'Send exactly these; browsers set content-length themselves' },
    ),
    expires: Time,
  },
  strict,
);
const DownloadLink = Obj({ url: Str(), expires: Time }, strict);

const Photo = Obj(
  {
    ...PhotoClaim.properties,
    number: Integer({ minimum: 1 }),
    state: Union([Literal('AWAITED'), Literal('ARRIVED'), Literal('GONE')], {
      description: 'GONE: it was not uploaded within a day, or its retention is over',
    }),
    /** For the rider who reported it, until the photo has arrived. */
    upload: Optional(UploadLink),
    /** Present when the photo has arrived. */
    download: Optional(DownloadLink),
  },
  strict,
);

export const DamageReport = Obj(
  {
    reportId: Str(),
    rentalId: RentalId,
    vin: Vin,
    phase: Phase,
    zone: Zone,
    kind: Kind,
    /** Also absent when its rider was erased. */
    description: Optional(Str()),
    time: Time,
    photos: List(Photo),
  },
  strict,
);

const url = 'https://photos.s3.eu-west-1.amazonaws.com/rentals/damage-reports/…?X-Amz-Signature=…';
const expires = '2026-01-31T09:45:00.000Z';
const report: Static<typeof DamageReport> = {
  reportId,
  rentalId,
  vin,
  ...found,
  description: 'Two deep scratches on the rear door',
  time,
  photos: [
    {
      ...photo,
      number: 1,
      state: 'AWAITED',
      upload: {
        method: 'PUT',
        url,
        headers: {
          'content-type': photo.contentType,
          'content-length': String(photo.bytes),
          'x-amz-checksum-sha256': photo.sha256,
        },
        expires,
      },
    },
  ],
};
const arrived: Static<typeof DamageReport> = {
  ...report,
  photos: [{ ...photo, number: 1, state: 'ARRIVED', download: { url, expires } }],
};

const rentalParams = Obj({ rentalId: RentalId }, strict);

export const createDamageReport = route({
  id: 'createDamageReport',
  method: 'POST',
  path: '/v1/rentals/{rentalId}/damage-reports',
  summary: 'Report damage found on the car, with photos',
  description:
    '`before` the trip while the car is reserved, unlocking or in use; `after` it from the start to a day after the end. The answer has a link for each photo: upload it there, exactly as announced, within 15 minutes. For a day, the list of reports has new links. Photos are kept for 180 days.',
  principals: ['rider'],
  params: rentalParams,
  body: Obj(
    {
      phase: Phase,
      zone: Zone,
      kind: Kind,
      description: Optional(Str({ minLength: 1, maxLength: 500 })),
      photos: Photos,
    },
    strict,
  ),
  bodyExample: { ...found, description: 'Two deep scratches on the rear door', photos: [photo] },
  command: reportDamage,
  success: { status: 201, description: 'Reported', body: DamageReport, example: report },
  errors: ['RENTAL_UNKNOWN', outOfPhase.code, tooManyReports.code, 'RIDER_ERASED'],
});

export const listDamageReports = route({
  id: 'listDamageReports',
  method: 'GET',
  path: '/v1/rentals/{rentalId}/damage-reports',
  summary: 'The damage reports of an own rental',
  description:
    'With links to download the photos that have arrived, and links for the rider to upload the others.',
  principals: ['rider', 'operator'],
  params: rentalParams,
  success: {
    status: 200,
    description: 'The reports, oldest first',
    body: Obj({ reports: List(DamageReport) }, strict),
    example: { reports: [arrived] },
  },
  errors: ['RENTAL_UNKNOWN'],
});

export const listCarDamageReports = route({
  id: 'listCarDamageReports',
  method: 'GET',
  path: '/v1/cars/{vin}/damage-reports',
  summary: 'The damage reports of a car, by rental, the newest rental first',
  principals: ['operator'],
  params: Obj({ vin: Vin }, strict),
  query: Obj(
    {
      limit: Optional(
        Str({ pattern: '^([1-9]|1[0-9]|20)$', description: '1 to 20 rentals; 10 when absent' }),
      ),
      cursor: Optional(Cursor),
    },
    strict,
  ),
  success: {
    status: 200,
    description: 'A page of rentals with reports; `cursor` when there are more',
    body: Obj(
      {
        rentals: List(Obj({ rentalId: RentalId, riderId: RiderId, reports: List(DamageReport) }, strict)),
        cursor: Optional(Str()),
      },
      strict,
    ),
    example: { rentals: [{ rentalId, riderId, reports: [arrived] }] },
  },
  errors: [],
});
