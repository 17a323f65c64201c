import { integer } from 'fast-check';

/** Of any script, halves of surrogate pairs included. The units that `string` has by name for this take seconds to make. */
export const anyCharacter = integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
