import { AsyncLocalStorage } from 'node:async_hooks';

/** What comes to light while one request is answered, for its line in the log. */
export interface RequestNotes {
  /** Whether replicas gave all that was read; `undefined`: no database was asked. */
  db?: 'primary' | 'replica';
  /** Whose request it turned out to be. */
  user?: string;
}

const current = new AsyncLocalStorage<RequestNotes>();

/** Runs what belongs to a request; without one, as in the background, nothing is noted. */
export const noting = <Result>(notes: RequestNotes, run: () => Result): Result => current.run(notes, run);

export function noteDatabase(db: 'primary' | 'replica'): void {
  const notes = current.getStore();
  if (notes && notes.db !== 'primary') notes.db = db;
}

export function noteUser(id: string): void {
  const notes = current.getStore();
  if (notes) notes.user = id;
}
