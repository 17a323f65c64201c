import type { HttpClient, Place } from '../../test/support/http-client.ts';

/** One kind of thing that somebody does: a few requests. */
export interface Member {
  who: 'person' | 'attacker';
  /** How often, beside the others. */
  weight: number;
  act: () => Promise<unknown>;
}

/** Meets no policy of length or of breached passwords, and is the same in each run. */
export const PASSWORD = 'a long enough phrase';

export const somewhere = (): string => Math.random().toString(36).slice(2);

/** A page, as a browser asks for it. */
export async function visit({ address }: Place, client: HttpClient, path: string): Promise<void> {
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(`${address}${path}`, { headers: { cookie }, redirect: 'manual' });
  await answer.text();
}
