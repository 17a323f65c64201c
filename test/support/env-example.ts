import { settings } from '#src/config.ts';

const HEADER = `# Every setting, with its default. Copy to .env and uncomment what you change. Each may also be given as
# NAME_FILE: the path to a file that holds the value. Generated: npm run env:example
`;

export function envExample(): string {
  const blocks = settings.map(
    ({ name, fallback, description }) => `# ${description}\n#${name}=${quoted(fallback)}\n`,
  );
  return [HEADER, ...blocks].join('\n');
}

/** What a shell would split or read as a redirection, and a file of settings as a comment. */
const quoted = (text: string) => (/[\s<>#]/.test(text) ? `"${text}"` : text);
