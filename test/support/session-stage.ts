import type { CanonicalEmail } from '#domain/email-address.ts';
import type { UserId } from '#domain/ids.ts';
import {
  createSessionStore,
  createSessions,
  idleTimeoutOf,
  type NewSession,
  type SessionSettings,
  type Sessions,
  type StartedSession,
} from '#domain/sessions/sessions.ts';
import { createUsers } from '#domain/users/users.ts';
import { createPostgresState } from '#platform/short-lived-state/postgres-state.ts';
import type { ShortLivedState } from '#platform/short-lived-state/short-lived-state.ts';
import { parseConfig } from '#src/config.ts';
import type { Stage } from './every-database.ts';

type SessionStore = ReturnType<typeof createSessionStore>;

/** Sessions on the stage's database, with the settings an operator gets who sets none. */
export interface SessionStage {
  sessions: Sessions;
  store: SessionStore;
  state: ShortLivedState;
  /** A session of somebody new. */
  start(wishes?: Partial<NewSession>): Promise<StartedSession>;
  tryToStart(wishes: Partial<NewSession> & { userId: UserId }): Promise<StartedSession | undefined>;
  raiseVersion(id: UserId): Promise<number>;
  removeUser(id: UserId): Promise<number>;
  /** The same over a store that came back from a restart. */
  restart(): void;
  withStore(changes: Partial<SessionStore>): Sessions;
  withSettings(changes: Partial<SessionSettings>): Pick<SessionStage, 'sessions' | 'start'>;
  close(): Promise<void>;
}

export async function aSessionStage(
  stage: Stage,
  state: ShortLivedState = createPostgresState(stage.databases, stage.clock),
): Promise<SessionStage> {
  const { clock, random, databases } = stage;
  const { primary } = databases;
  const settings = parseConfig({}).sessions;
  const users = createUsers({
    clock,
    random,
    onVersionRaised: (tx, id, version) => sessions.demandEnding(tx, id, version),
  });
  let epoch = await state.epoch();
  let restarts = 0;
  const build = (store: SessionStore, chosen: SessionSettings): Sessions =>
    createSessions({
      store,
      primary,
      currentVersion: (id) => users.currentVersion(primary, id),
      epoch: async () => epoch,
      clock,
      random,
      settings: chosen,
    });
  const storeFor = (chosen: SessionSettings) =>
    createSessionStore(state, (session) => idleTimeoutOf(chosen, session));
  const startIn = async (those: Sessions, wishes: Partial<NewSession> = {}) => {
    const userId = wishes.userId ?? (await stage.aUser()).id;
    return those.start({ ...PLAIN, ...wishes, userId });
  };
  const mustStartIn = async (those: Sessions, wishes?: Partial<NewSession>): Promise<StartedSession> => {
    const started = await startIn(those, wishes);
    if (!started) throw new Error('the session was taken back');
    return started;
  };
  const store = storeFor(settings);
  const sessions = build(store, settings);

  return {
    sessions,
    store,
    state,
    start: (wishes) => mustStartIn(sessions, wishes),
    tryToStart: (wishes) => startIn(sessions, wishes),
    raiseVersion: (id) => stage.tx((tx) => users.raiseSecurityVersion(tx, id)),
    removeUser: (id) => stage.tx((tx) => users.remove(tx, id)),
    restart() {
      restarts += 1;
      epoch = `restarted ${restarts} times`;
    },
    withStore: (changes) => build({ ...store, ...changes }, settings),
    withSettings(changes) {
      const chosen = { ...settings, ...changes };
      const those = build(storeFor(chosen), chosen);
      return { sessions: those, start: (wishes) => mustStartIn(those, wishes) };
    },
    close: () => state.close(),
  };
}

const PLAIN = {
  email: 'robin@example.org' as CanonicalEmail,
  securityVersion: 1,
  assuranceLevel: 'aal1',
  isRemembered: false,
  client: { ip: '192.0.2.7', userAgent: 'Firefox' },
} as const;
