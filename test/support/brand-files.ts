import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** An SVG that would run a script and load from strangers, if it were let. */
const hostileSvg = (stranger: string) => `<?xml version="1.0"?><!-- made by -->
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 20" onload="fetch('${stranger}/load')">
<script>document.title = 'taken over'; fetch('${stranger}/script');</script>
<image href="${stranger}/pixel.png" width="1" height="1"/>
<rect width="80" height="20" rx="4" fill="#7a5cff"/></svg>`;

/** Logos that operators may name, in a folder of their own. */
export function makeBrandFiles(stranger = 'http://evil.example') {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-brand-'));
  const write = (name: string, content: string | Buffer) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  return {
    png: write('sign.png', PNG),
    hostileSvg: write('word.svg', hostileSvg(stranger)),
    write,
    remove: () => rmSync(folder, { recursive: true }),
  };
}
