import { domainToASCII } from 'node:url';

declare const brand: unique symbol;

/** How an address is compared everywhere: never by the database's `lower()`. */
export type CanonicalEmail = string & { readonly [brand]: 'canonical' };

export interface EmailAddress {
  /** As the person typed it (outer spaces dropped): where mail goes. */
  address: string;
  canonical: CanonicalEmail;
}

const LONGEST = 254;
const LONGEST_LOCAL_PART = 64;
const LONGEST_DOMAIN = 253;

/** RFC 5322 dot-atom, ASCII only. Quoted local parts are legal, never met, and the source of parser quarrels. */
const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** `domainToASCII` reads URLs' hosts: it would decode percent signs and rewrite numbers, so letters only. */
const DOMAIN_CHARACTERS = /^[\p{L}\p{M}\p{N}.-]+$/u;

/**
 * One strict address, or `undefined`: exactly one `@`, no quotes, comments, lists, control characters or
 * spaces inside. Internationalised domains in either form. Lengths are judged before any work.
 */
export function parseEmailAddress(text: string): EmailAddress | undefined {
  if (text.length > LONGEST + 2) return undefined;
  const address = text.replace(/^ +| +$/g, '');
  if (address.length > LONGEST) return undefined;
  const at = address.indexOf('@');
  const localPart = address.slice(0, at);
  const domain = canonicalDomain(address.slice(at + 1));
  if (at < 1 || localPart.length > LONGEST_LOCAL_PART || !LOCAL_PART.test(localPart) || !domain) {
    return undefined;
  }
  const canonical = `${localPart.toLowerCase()}@${domain}` as CanonicalEmail;
  // An internationalised domain grows when it is written in ASCII, which is how mail servers will see it.
  return canonical.length <= LONGEST ? { address, canonical } : undefined;
}

function canonicalDomain(domain: string): string | undefined {
  if (!DOMAIN_CHARACTERS.test(domain)) return undefined;
  const ascii = domainToASCII(domain.normalize('NFC')).toLowerCase();
  const labels = ascii.split('.');
  const isName =
    labels.length >= 2 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '');
  return isName && ascii.length <= LONGEST_DOMAIN ? ascii : undefined;
}
