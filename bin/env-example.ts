// Writes .env.example: every setting with its default and its meaning.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { envExample } from '../test/support/env-example.ts';

writeFileSync(resolve(import.meta.dirname, '../.env.example'), envExample());
