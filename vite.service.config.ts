import { copyFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** Named by address instead of by import, beside the file that names it. */
const NAMED_BY_ADDRESS = ['src/domain/passwords/breached-passwords.bloom'];

const besideTheBundle: Plugin = {
  name: 'beside-the-bundle',
  writeBundle({ dir = '' }) {
    for (const file of NAMED_BY_ADDRESS) copyFileSync(file, join(dir, basename(file)));
  },
};

/** Load machine code, WebAssembly or threads from files of their own, or are loaded by few and late. */
const KEPT_OUTSIDE = [
  '@electric-sql/pglite',
  '@fastify/otel',
  '@node-rs/argon2',
  '@opentelemetry/api',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace',
  'pino-pretty',
  'piscina',
];

/**
 * The service, its command line and their packages as a handful of files: to find and open thousands of small ones takes longer
 * than everything else a start does.
 */
export default defineConfig({
  plugins: [besideTheBundle],
  publicDir: false,
  ssr: { noExternal: true, external: KEPT_OUTSIDE },
  build: {
    ssr: true,
    outDir: 'bundle',
    target: 'esnext',
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: {
        main: 'src/main.ts',
        cli: 'src/cli/main.ts',
        // Named by address too, and TypeScript in it would cost each thread a compiler.
        'hash-worker': 'src/domain/passwords/hash-worker.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
