import type { FastifyInstance } from 'fastify';
import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { RecoveryCodes } from '#domain/recovery-codes/recovery-codes.ts';
import type { Sessions } from '#domain/sessions/sessions.ts';
import type { Totp } from '#domain/totp/totp.ts';
import type { Databases } from '#platform/database/database.ts';
import { requireSession } from '#web/access.ts';
import { deviceView, eventView } from '#web/account-views.ts';
import type { CurrentUser } from '#web/current-account.ts';
import { type Pages, seeOther, sendPage } from '#web/pages.ts';
import { dashboardPage } from './dashboard.page.ts';

export interface DashboardDeps {
  databases: Pick<Databases, 'deciding'>;
  totp: Pick<Totp, 'isOn'>;
  recoveryCodes: Pick<RecoveryCodes, 'countLeft'>;
  sessions: Pick<Sessions, 'list'>;
  auditLog: Pick<AuditLog, 'list'>;
  currentUser: CurrentUser;
  pages: Pages;
}

const SHOWN_EVENTS = 5;

export function dashboardRoutes(app: FastifyInstance, deps: DashboardDeps): void {
  const { databases, totp, recoveryCodes, sessions, auditLog, currentUser, pages } = deps;

  app.get('/', { config: { access: 'visitor' } }, async (request, reply) =>
    seeOther(reply, request.session ? '/dashboard' : '/sign-in'),
  );

  app.get('/dashboard', { config: { access: 'session' } }, async (request, reply) => {
    const current = requireSession(request);
    const { id, wantsSecondFactor: asked } = await currentUser(request);
    const [context, devices, { isOn, recoveryCodesLeft, events }] = await Promise.all([
      pages.contextOf(request),
      sessions.list(id),
      databases.deciding(current.email, async (db) => ({
        isOn: await totp.isOn(db, id),
        recoveryCodesLeft: await recoveryCodes.countLeft(db, id),
        events: (await auditLog.list(db, id, { limit: SHOWN_EVENTS })).events,
      })),
    ]);
    return sendPage(
      reply,
      dashboardPage(context, {
        secondFactor: { isOn, recoveryCodesLeft, asked },
        devices: devices.map((session) => deviceView(request, session, current)),
        events: events.map((event) => eventView(request, event)),
      }),
    );
  });
}
