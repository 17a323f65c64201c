import ipaddr from 'ipaddr.js';
import Type from 'typebox';
import { type Client, parseClient } from '#domain/client.ts';
import { type EmailAddress, parseEmailAddress } from '#domain/email-address.ts';
import type { UserId } from '#domain/ids.ts';
import type { UserName } from '#domain/users/users.ts';
import { type Duration, days, parseDuration } from '#platform/duration.ts';
import type { FieldCode } from './field-words.ts';
import { parsed } from './fields.ts';
import { parseId } from './parse-id.ts';

/* The fields of operators' commands; those of people are in `fields.ts`. */

const LENGTH = { minLength: 1, maxLength: 256 };
const LONGEST_LOOK_BACK = days(90);

export const LookBack = parsed<Duration>(LENGTH, parseLookBack, 'look_back_invalid');
export const Network = parsed<string>(LENGTH, parseNetwork, 'network_invalid');
export const UserNameField = parsed<UserName>(LENGTH, parseUserName, 'user_name_invalid');
export const ClientOrAddress = parsed<{ client: Client } | { email: EmailAddress }>(
  LENGTH,
  parseClientOrAddress,
  'client_or_address_invalid',
);
export const SearchText = parsed<string>(LENGTH, (text) => text.trim() || undefined, 'required');
export const rowLimit = (most: number) =>
  Type.Refine(
    Type.Integer(),
    (count) => count >= 1 && count <= most,
    (): FieldCode => 'row_limit_invalid',
  );

function parseLookBack(text: string): Duration | undefined {
  const duration = parseDuration(text);
  return duration !== undefined && duration <= LONGEST_LOOK_BACK ? duration : undefined;
}

/** One address or a network, in the spelling that Postgres reads too. */
function parseNetwork(text: string): string | undefined {
  const [ip = '', bits, ...rest] = text.split('/');
  const client = parseClient(ip, undefined);
  if (!client || rest.length > 0) return undefined;
  if (bits === undefined) return client.ip;
  const cidr = `${client.ip}/${bits}`;
  return /^\d{1,3}$/.test(bits) && ipaddr.isValidCIDR(cidr) ? cidr : undefined;
}

function parseUserName(text: string): UserName | undefined {
  const id = parseId<UserId>(text.trim().toLowerCase());
  const email = parseEmailAddress(text);
  return id ? { id } : email && { email };
}

/** A client as `attempts` shows it, so an IPv6 address may be followed by the size of its network. */
function parseClientOrAddress(text: string): { client: Client } | { email: EmailAddress } | undefined {
  const ip = text.trim().replace(text.includes(':') ? /\/(48|64|128)$/ : /\/32$/, '');
  const client = parseClient(ip, undefined);
  const email = parseEmailAddress(text);
  return client ? { client } : email && { email };
}
