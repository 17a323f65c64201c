import { copyFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** Named by address instead of by import, beside the file that names them. */
const NAMED_BY_ADDRESS = [
  'src/domain/passwords/breached-passwords.bloom',
  'src/domain/passwords/hash-worker.ts',
];

const besideTheBundle: Plugin = {
  name: 'beside-the-bundle',
  writeBundle({ dir = '' }) {
    for (const file of NAMED_BY_ADDRESS) copyFileSync(file, join(dir, basename(file)));
  },
};

/**
 * The service and its command line as a handful of files: to find and open thirteen hundred small ones takes longer than
 * everything else a start does. Of the packages, those that consist of hundreds of files come along.
 */
export default defineConfig({
  plugins: [besideTheBundle],
  publicDir: false,
  ssr: { noExternal: ['kysely', 'typebox'] },
  build: {
    ssr: true,
    outDir: 'bundle',
    target: 'esnext',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: { main: 'src/main.ts', cli: 'src/cli/main.ts' },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
