// Certificates for this machine: an authority of one's own, and what Nginx shows. Again when they are about to end.
import { join, resolve } from 'node:path';
import { OpensslMissing } from './certs/issue.ts';
import { ensureLocalCertificates } from './certs/local-certificates.ts';

const publicUrl = process.env.PUBLIC_URL || 'https://localhost';
const folder = resolve(process.env.LOCAL_CERTS || join(import.meta.dirname, '..', 'deploy', 'certs'));

try {
  const { hostname } = new URL(publicUrl);
  const made = ensureLocalCertificates(folder, hostname);
  const { authorityFile } = made;
  const until = made.renewFrom.toISOString().slice(0, 10);
  if (!made.isNewCertificate)
    console.log(`Nothing to do: the certificates for ${hostname} are good until ${until} and longer.`);
  else
    console.log(
      `Certificates for ${new Intl.ListFormat('en').format(made.names)} are in ${folder}; run this again after ${until}.`,
    );
  if (made.isNewAuthority)
    console.log(`
Let your browser trust the authority, ${authorityFile}. It can vouch for these names alone.
  Debian, Ubuntu  sudo cp ${authorityFile} /usr/local/share/ca-certificates/latchkey.crt && sudo update-ca-certificates
  macOS           sudo security add-trusted-cert -d -r trustRoot -k /Library/Keychains/System.keychain ${authorityFile}
  Windows         certutil -addstore -f ROOT ${authorityFile}
  Firefox, and Chrome on Linux, have a list of their own: Settings › Certificates › Authorities › Import
  curl, Node      curl --cacert ${authorityFile} …, NODE_EXTRA_CA_CERTS=${authorityFile}

Then: PUBLIC_URL=${publicUrl.startsWith('https:') ? publicUrl : `https://${hostname}`} bin/stack up
(an https origin also needs a mail server: SMTP_URL)`);
} catch (error) {
  if (!(error instanceof OpensslMissing)) throw error;
  console.error('openssl is not here. Install it (Debian: apt-get install openssl) and run this again.');
  process.exitCode = 1;
}
