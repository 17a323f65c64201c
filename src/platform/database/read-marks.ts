import { days } from '../duration.ts';

export const MARK_LIFETIME = days(1);

/**
 * How far a replica must have replayed before it may decide. A *mark* holds for one person, the *floor* for
 * everybody. Kept beside sessions, since a decision asks that store anyway; marks live for `MARK_LIFETIME`. All times are
 * the store's own: those of instances whose clocks differ could not be compared.
 */
export interface ReadMarks {
  /** Before COMMIT: until the pin goes, no replica decides about this person. `pin` is the writer's own. */
  pin(person: string, pin: string): Promise<void>;
  /** Nothing was committed: removes one's own pin and no other. */
  unpin(person: string, pin: string): Promise<void>;
  /** After COMMIT, in one step: removes one's own pin and raises the mark, never downwards. */
  settle(person: string, pin: string, position: Position): Promise<void>;
  look(person: string): Promise<Marks>;
  floor(): Promise<Pick<Marks, 'floor' | 'now'>>;
  /** Raises the floor: another timeline or store replaces it, within one it never sinks. */
  raiseFloor(floor: Omit<Floor, 'raisedAt'>): Promise<void>;
  /** Another value: the store may have lost marks since. */
  epoch(): Promise<string>;
}

/** A place in the primary's log. Positions of different timelines cannot be compared. */
export interface Position {
  timeline: number;
  /** Bytes since the beginning (an LSN as a number; exact below 2⁵³). */
  bytes: number;
}

export interface Marks {
  /** The newest change that is under way, or of which nobody knows how it ended. */
  pinnedAt: Date | undefined;
  mark: Position | undefined;
  floor: Floor | undefined;
  now: Date;
}

export interface Floor extends Position {
  /** Of the store at the time. */
  epoch: string;
  raisedAt: Date;
}
