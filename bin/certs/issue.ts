import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Both as PEM. */
export interface Issued {
  certificate: string;
  key: string;
}

export class OpensslMissing extends Error {}

/** Good for these names alone: whoever gets its key can pretend to be no other site. */
export function issueAuthority(names: readonly string[], days: number): Issued {
  const permitted = names.map(
    (name) => `permitted;${isIP(name) ? `IP:${name}/255.255.255.255` : `DNS:${name}`}`,
  );
  // The alternative names tell later runs, and whoever looks at it, what it is good for.
  const config = `[req]
distinguished_name = name
prompt = no
[name]
CN = Latchkey on this machine
[extensions]
basicConstraints = critical, CA:true, pathlen:0
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
nameConstraints = critical, ${permitted.join(', ')}
subjectAltName = ${alternatives(names)}
`;
  const key = makeKey();
  const certificate = openssl(
    { config, key },
    ['req', '-x509', '-new', '-sha256', '-key', 'key', '-config', 'config', '-extensions', 'extensions'],
    ['-days', String(days)],
  );
  return { certificate, key };
}

export function issueFor(names: readonly string[], authority: Issued, days: number): Issued {
  const config = `[req]
distinguished_name = name
prompt = no
[name]
CN = ${names[0]}
[extensions]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = ${alternatives(names)}
`;
  const key = makeKey();
  const files = { config, key, authority: authority.certificate, 'authority-key': authority.key };
  const request = openssl(files, ['req', '-new', '-sha256', '-key', 'key', '-config', 'config']);
  const serial = `0x${randomBytes(15).toString('hex')}`;
  const certificate = openssl(
    { ...files, request },
    ['x509', '-req', '-sha256', '-in', 'request', '-CA', 'authority', '-CAkey', 'authority-key'],
    ['-set_serial', serial, '-days', String(days), '-extfile', 'config', '-extensions', 'extensions'],
  );
  return { certificate, key };
}

const alternatives = (names: readonly string[]): string =>
  names.map((name) => `${isIP(name) ? 'IP' : 'DNS'}:${name}`).join(', ');

function makeKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Runs in a folder that only this user may enter, with these files in it, and forgets them; what it printed. */
function openssl(files: Record<string, string>, ...args: string[][]): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-certs-'));
  try {
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(folder, name), text, { mode: 0o600 });
    const { status, stdout, stderr, error } = spawnSync('openssl', args.flat(), {
      cwd: folder,
      encoding: 'utf8',
    });
    if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') throw new OpensslMissing();
    if (status !== 0) throw new Error(`openssl ${args.flat().join(' ')}: ${stderr}`);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
