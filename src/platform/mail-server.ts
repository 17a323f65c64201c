import { createTransport } from 'nodemailer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { seconds } from './duration.ts';

/** How far a mail server lets us come, without a mail. */
export interface MailServerFacts {
  host: string;
  isEncrypted: boolean;
  /** With the name and password of the address; `undefined`: there are none. */
  isSignedIn: boolean | undefined;
}

const LONGEST_WAIT = seconds(5);

/** Connects as mail does: greeting, EHLO, STARTTLS where it is offered, name and password. Then QUIT. */
export async function tryMailServer(url: string): Promise<MailServerFacts> {
  const { options } = createTransport({ url }) as unknown as { options: SMTPConnection.Options };
  const { auth, ...where } = options as SMTPConnection.Options & { auth?: { user: string; pass: string } };
  const connection = new SMTPConnection({
    ...where,
    connectionTimeout: LONGEST_WAIT,
    greetingTimeout: LONGEST_WAIT,
    socketTimeout: LONGEST_WAIT,
  });
  try {
    await finished(connection, (done) => connection.connect(done));
    // What mail does: where the server offers no way to sign in, it goes on without.
    const signsIn = auth !== undefined && connection.allowsAuth;
    if (signsIn) await finished(connection, (done) => connection.login({ ...auth, credentials: auth }, done));
    connection.quit();
    return {
      host: connection.host,
      isEncrypted: connection.secure,
      isSignedIn: auth === undefined ? undefined : signsIn,
    };
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    connection.on('error', () => {});
  }
}

function finished(
  connection: SMTPConnection,
  start: (done: (error?: Error | null) => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('error', reject);
    connection.once('end', () => reject(new Error('it closed the connection')));
    start((error) => (error ? reject(error) : resolve()));
  });
}
