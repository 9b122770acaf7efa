import {
  Literal,
  Number as Num,
  Object as Obj,
  Optional,
  Record,
  type Static,
  String as Str,
  Union,
} from 'typebox';

/** What is written down of the registry, in the order in which it happened. */

export const CertificateStatus = Union([Literal('ACTIVE'), Literal('INACTIVE'), Literal('REVOKED')]);

export const Thing = Obj({
  name: Str(),
  id: Str(),
  typeName: Optional(Str()),
  attributes: Record(Str(), Str()),
});

export const Certificate = Obj({
  /** SHA-256 over the DER bytes, in hexadecimal. */
  id: Str(),
  pem: Str(),
  status: CertificateStatus,
  /** Platform milliseconds. */
  created: Num(),
});

export const RegistryChange = Union([
  Obj({ change: Literal('thing-created'), thing: Thing }),
  Obj({ change: Literal('thing-deleted'), name: Str() }),
  Obj({ change: Literal('certificate-created'), certificate: Certificate }),
  Obj({ change: Literal('certificate-updated'), id: Str(), status: CertificateStatus }),
  Obj({ change: Literal('certificate-deleted'), id: Str() }),
  Obj({ change: Literal('policy-attached'), id: Str(), policy: Str() }),
  Obj({ change: Literal('policy-detached'), id: Str(), policy: Str() }),
  Obj({ change: Literal('thing-attached'), id: Str(), thing: Str() }),
  Obj({ change: Literal('thing-detached'), id: Str(), thing: Str() }),
]);

export type CertificateStatus = Static<typeof CertificateStatus>;
export type Thing = Static<typeof Thing>;
export type Certificate = Static<typeof Certificate>;
export type RegistryChange = Static<typeof RegistryChange>;
