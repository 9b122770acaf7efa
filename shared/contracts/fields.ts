import { Number as Num, Object as Obj, Optional, String as Str } from 'typebox';
import { idPattern } from '../kernel/ids.ts';
import { INSTANT_PATTERN } from '../kernel/time.ts';
import { VIN_PATTERN } from '../kernel/vin.ts';

/** Fields that several contracts share. */

export const strict = { additionalProperties: false } as const;

export const Vin = Str({ pattern: VIN_PATTERN, description: 'Vehicle identification number (ISO 3779)' });
export const Time = Str({ pattern: INSTANT_PATTERN, description: 'RFC 3339, UTC' });
export const RiderId = Str({
  pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$',
  description: 'The subject of the rider’s tokens',
});
export const RentalId = Str({ pattern: idPattern('rnt') });
export const CommandId = Str({ pattern: idPattern('cmd') });
export const GrantId = Str({ pattern: idPattern('grt') });
export const EntitlementId = Str({ pattern: idPattern('ent'), description: 'A bought feature of a car' });
export const Thumbprint = Str({
  pattern: '^[A-Za-z0-9_-]{43}$',
  description: 'Thumbprint of a P-256 public key: RFC 7638, SHA-256, base64url',
});

/** Where the next page of a list begins. The page before it gives it. */
export const Cursor = Str({ maxLength: 1000 });
/** The query parameters of a list that is read page by page. */
export const pageQuery = Obj(
  { limit: Optional(Str({ pattern: '^[1-9][0-9]?$' })), cursor: Optional(Cursor) },
  strict,
);

export const Point = Obj(
  {
    latitude: Num({ minimum: -90, maximum: 90, description: 'Degrees, WGS 84' }),
    longitude: Num({ minimum: -180, maximum: 180, description: 'Degrees, WGS 84' }),
  },
  strict,
);

/** Where a car is, as its receiver reports it. */
export const Fix = Obj(
  {
    latitude: Num({ minimum: -90, maximum: 90, description: 'Degrees, WGS 84' }),
    longitude: Num({ minimum: -180, maximum: 180, description: 'Degrees, WGS 84' }),
    accuracyMetres: Optional(Num({ minimum: 0, description: 'Radius of 68 % confidence, metres' })),
    headingDegrees: Optional(Num({ minimum: 0, maximum: 360, description: 'Clockwise from north' })),
  },
  strict,
);
