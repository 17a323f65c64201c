import { enableCompileCache } from 'node:module';
import { inspect } from 'node:util';

// Before anything else is loaded: compiled code is kept between starts, and what fails names the source, not the bundle.
enableCompileCache();
process.setSourceMapsEnabled(true);
const { ConfigMistakes, parseConfig } = await import('./config.ts');
const { CannotStart } = await import('#platform/data-folder.ts');

const EXIT_CANNOT_START = 1;
/** `EX_CONFIG` of sysexits.h. */
const EXIT_BAD_CONFIG = 78;

await main();

async function main(): Promise<void> {
  try {
    const config = parseConfig(process.env);
    const { openPlatform } = await import('./open-platform.ts');
    // The database opens while the rest of the code is still being loaded.
    const [platform, { startService }] = await Promise.all([openPlatform(config), import('./service.ts')]);
    const service = await startService(config, platform);
    greet(config, service.address);
    stopOn(['SIGTERM', 'SIGINT'], service);
  } catch (error) {
    refuse(error);
  }
}

function greet(config: ReturnType<typeof parseConfig>, address: string): void {
  const isLocal = config.publicUrl.startsWith('http://localhost');
  const url = isLocal ? config.publicUrl : `${config.publicUrl} (listening on ${address})`;
  const lines = [`${config.brand.name} is ready at ${url}`];
  if (config.mail.hasLocalMailbox) lines.push(`Mail is kept at ${config.publicUrl}/dev/mailbox`);
  if (!config.database.url) lines.push(`Data lives in ${config.dataDir}`);
  lines.push(
    `Try first: sign up at ${config.publicUrl}/sign-up, then open the mail and confirm the address.`,
  );
  // A full disk behind it is no reason not to start.
  process.stdout.on('error', () => {});
  process.stdout.write(`\n${lines.map((line) => `  ${line}`).join('\n')}\n\n`);
}

/** The first signal drains; a second one does not wait. */
function stopOn(signals: readonly NodeJS.Signals[], service: { stop(): Promise<void> }): void {
  let isStopping = false;
  for (const signal of signals) {
    process.on(signal, () => {
      if (isStopping) process.exit(130);
      isStopping = true;
      service.stop().then(
        () => process.exit(0),
        (error) => refuse(error),
      );
    });
  }
}

/** One clear sentence for what the person can mend; the whole error for what is ours. */
function refuse(error: unknown): never {
  if (error instanceof ConfigMistakes) {
    const lines = error.mistakes.map(({ name, message }) => `  ${name}: ${message}`);
    process.stderr.write(`The configuration has mistakes:\n${lines.join('\n')}\n`);
    process.exit(EXIT_BAD_CONFIG);
  }
  const text = error instanceof CannotStart ? error.message : `Latchkey cannot start: ${inspect(error)}`;
  process.stderr.write(`${text}\n`);
  process.exit(EXIT_CANNOT_START);
}
