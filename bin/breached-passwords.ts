// Writes the offline list of breached passwords from the package that ships it.
import { writeFileSync } from 'node:fs';
import { BREACHED_PASSWORDS } from '../src/domain/passwords/breached-passwords.ts';
import { breachedPasswordsFile } from '../test/support/breached-passwords.ts';

writeFileSync(BREACHED_PASSWORDS, breachedPasswordsFile());
