import { Secret, TOTP } from 'otpauth';

/** RFC 6238 with what every authenticator app understands: SHA-1, six digits, 30 seconds. */
const PARAMETERS = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** One step either side: phones' clocks are off by a little (RFC 6238 §5.2). */
const WINDOW = 1;
/** ASCII digits only: six full-width ones have the right length and make the library's comparison throw. */
const WELL_FORMED = /^[0-9]{6}$/;
/** 160 bits, as RFC 4226 §4 recommends. */
export const SECRET_BYTES = 20;

/** The time step whose code this is, within the window; `undefined` for a wrong code. */
export function matchingStep(secret: Uint8Array, code: string, now: Date): number | undefined {
  if (!WELL_FORMED.test(code)) return undefined;
  const totp = new TOTP({ ...PARAMETERS, secret: toSecret(secret) });
  const timestamp = now.getTime();
  const delta = totp.validate({ token: code, timestamp, window: WINDOW });
  return delta === null ? undefined : totp.counter({ timestamp }) + delta;
}

export const toBase32 = (secret: Uint8Array): string => toSecret(secret).base32;

/** The address behind the QR code. Issuer and label are percent-encoded: neither can add a parameter. */
export function otpauthUri(secret: Uint8Array, issuer: string, label: string): string {
  return new TOTP({ ...PARAMETERS, issuer, label, secret: toSecret(secret) }).toString();
}

function toSecret(secret: Uint8Array): Secret {
  return new Secret({ buffer: new Uint8Array(secret).buffer });
}
