import { X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { type Issued, issueAuthority, issueFor } from './issue.ts';

export interface LocalCertificates {
  names: string[];
  /** What a browser has to trust. */
  authorityFile: string;
  isNewAuthority: boolean;
  isNewCertificate: boolean;
  /** When this is worth calling again at the latest. */
  renewFrom: Date;
}

const DAY = 86_400_000;
/** Of an authority that a person added by hand, browsers on Apple's systems accept no longer certificate. */
const CERTIFICATE_DAYS = 397;
const AUTHORITY_DAYS = 1_825;
/** How long before its end one is replaced. */
const RENEWED_BEFORE = 30 * DAY;

/**
 * Makes what is missing or about to end. The web server runs as another user and must read its key, whatever that user is
 * called here: so the key is in `nginx`, which is mounted, and `folder` above it lets nobody else in.
 */
export function ensureLocalCertificates(folder: string, host: string, now = new Date()): LocalCertificates {
  const names = [...new Set([host, 'localhost', '127.0.0.1'])];
  const mounted = join(folder, 'nginx');
  mkdirSync(mounted, { recursive: true });
  chmodSync(folder, 0o700);
  chmodSync(mounted, 0o755);

  const known = read(folder, 'authority');
  const isNewAuthority = !known || !isGood(known.certificate, names, now);
  const authority = isNewAuthority ? issueAuthority(names, AUTHORITY_DAYS) : known;
  if (isNewAuthority) write(folder, 'authority', authority, 0o600);

  const served = read(mounted, 'tls');
  const isNewCertificate = !served || !isGood(served.certificate, names, now, authority.certificate);
  const certificate = isNewCertificate ? issueFor(names, authority, CERTIFICATE_DAYS) : served;
  if (isNewCertificate) write(mounted, 'tls', certificate, 0o644);

  const ends = [authority, certificate].map((one) => endOf(one.certificate));
  return {
    names,
    authorityFile: join(folder, 'authority.crt'),
    isNewAuthority,
    isNewCertificate,
    renewFrom: new Date(Math.min(...ends) - RENEWED_BEFORE),
  };
}

function read(folder: string, name: string): Issued | undefined {
  const [certificate, key] = ['crt', 'key'].map((kind) => join(folder, `${name}.${kind}`));
  if (!certificate || !key || !existsSync(certificate) || !existsSync(key)) return undefined;
  return { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
}

function write(folder: string, name: string, { certificate, key }: Issued, keyMode: number): void {
  writeFileSync(join(folder, `${name}.crt`), certificate);
  writeFileSync(join(folder, `${name}.key`), key, { mode: keyMode });
  // The mode above is for a file that was not there.
  chmodSync(join(folder, `${name}.key`), keyMode);
}

/** For all these names, long enough, and from this authority where one is given. */
function isGood(pem: string, names: readonly string[], now: Date, authority = pem): boolean {
  const certificate = new X509Certificate(pem);
  const isNamed = (name: string) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name));
  return (
    names.every((name) => isNamed(name) !== undefined) &&
    endOf(pem) - now.getTime() > RENEWED_BEFORE &&
    certificate.verify(new X509Certificate(authority).publicKey)
  );
}

const endOf = (pem: string): number => new X509Certificate(pem).validToDate.getTime();
