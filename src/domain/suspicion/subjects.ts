import { hashedName } from '#platform/hashing.ts';
import { type Client, networksOf, WIDE_NETWORK_FACTOR } from '../client.ts';

/** What a client's marks and waits are counted against. */
export interface Subject {
  name: string;
  /** How many times what a single client may do: a wide network holds many. */
  factor: number;
}

export function subjectsOf(client: Client): Subject[] {
  const { narrow, wide } = networksOf(client);
  const subjects = [{ name: hashedName(narrow), factor: 1 }];
  if (wide) subjects.push({ name: hashedName(wide), factor: WIDE_NETWORK_FACTOR });
  return subjects;
}
