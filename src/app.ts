import fastifyStatic from '@fastify/static';
import swagger from '@fastify/swagger';
import { type FastifyInstance, type FastifyPluginCallback, fastify } from 'fastify';
import { changePasswordApiRoutes } from '#flows/change-password/change-password.api.routes.ts';
import { changePasswordRoutes } from '#flows/change-password/change-password.routes.ts';
import { chooseLanguageRoutes } from '#flows/choose-language/choose-language.routes.ts';
import { confirmIdentityApiRoutes } from '#flows/confirm-identity/confirm-identity.api.routes.ts';
import { confirmIdentityRoutes } from '#flows/confirm-identity/confirm-identity.routes.ts';
import { dashboardRoutes } from '#flows/dashboard/dashboard.routes.ts';
import { deleteAccountApiRoutes } from '#flows/delete-account/delete-account.api.routes.ts';
import { deleteAccountRoutes } from '#flows/delete-account/delete-account.routes.ts';
import { editProfileApiRoutes } from '#flows/edit-profile/edit-profile.api.routes.ts';
import { editProfileRoutes } from '#flows/edit-profile/edit-profile.routes.ts';
import { exportAccountApiRoutes } from '#flows/export-account/export-account.api.routes.ts';
import { exportAccountRoutes } from '#flows/export-account/export-account.routes.ts';
import { forwardAuthRoutes } from '#flows/forward-auth/forward-auth.routes.ts';
import { manageSecondFactorApiRoutes } from '#flows/manage-second-factor/manage-second-factor.api.routes.ts';
import { manageSecondFactorRoutes } from '#flows/manage-second-factor/manage-second-factor.routes.ts';
import { manageSessionsApiRoutes } from '#flows/manage-sessions/manage-sessions.api.routes.ts';
import { manageSessionsRoutes } from '#flows/manage-sessions/manage-sessions.routes.ts';
import { readMailboxRoutes } from '#flows/read-mailbox/read-mailbox.routes.ts';
import { reportNotMeApiRoutes } from '#flows/report-not-me/report-not-me.api.routes.ts';
import { reportNotMeRoutes } from '#flows/report-not-me/report-not-me.routes.ts';
import { resetPasswordApiRoutes } from '#flows/reset-password/reset-password.api.routes.ts';
import { resetPasswordRoutes } from '#flows/reset-password/reset-password.routes.ts';
import { showActivityApiRoutes } from '#flows/show-activity/show-activity.api.routes.ts';
import { showActivityRoutes } from '#flows/show-activity/show-activity.routes.ts';
import { showMetricsRoutes } from '#flows/show-metrics/show-metrics.routes.ts';
import { showSessionApiRoutes } from '#flows/show-session/show-session.api.routes.ts';
import { signInApiRoutes } from '#flows/sign-in/sign-in.api.routes.ts';
import { signInRoutes } from '#flows/sign-in/sign-in.routes.ts';
import { secondStepApiRoutes } from '#flows/sign-in-second-factor/sign-in-second-factor.api.routes.ts';
import { secondStepRoutes } from '#flows/sign-in-second-factor/sign-in-second-factor.routes.ts';
import { signInToAppRoutes } from '#flows/sign-in-to-app/sign-in-to-app.routes.ts';
import { signOutApiRoutes } from '#flows/sign-out/sign-out.api.routes.ts';
import { signOutRoutes } from '#flows/sign-out/sign-out.routes.ts';
import { signUpApiRoutes } from '#flows/sign-up/sign-up.api.routes.ts';
import { signUpRoutes } from '#flows/sign-up/sign-up.routes.ts';
import { verifyEmailApiRoutes } from '#flows/verify-email/verify-email.api.routes.ts';
import { verifyEmailRoutes } from '#flows/verify-email/verify-email.routes.ts';
import { installAccess } from '#web/access.ts';
import { prepareApi } from '#web/api.ts';
import { apiDocsRoutes, openApiOptions, openApiRoutes } from '#web/api-docs.routes.ts';
import { brandRoutes } from '#web/brand.routes.ts';
import { takeOverRefusals } from '#web/client-error.ts';
import { installErrorHandler } from '#web/error-handler.ts';
import { galleryRoutes } from '#web/gallery.routes.ts';
import { installLanguage } from '#web/language.ts';
import { countMalformedCredentials } from '#web/malformed-credentials.ts';
import { collectMethods } from '#web/method-not-allowed.ts';
import { noteArrivals } from '#web/note-arrivals.ts';
import { installOnlyLocal } from '#web/only-local.ts';
import { preparePages } from '#web/pages.ts';
import { installRequestLog } from '#web/request-log.ts';
import { refuseCrossOrigin } from '#web/same-origin.ts';
import { installSecurityHeaders } from '#web/security-headers.ts';
import { serverOptions } from '#web/server-options.ts';
import { installSigns } from '#web/signs.ts';
import type { AppParts } from './app-parts.ts';

/** The public listener: what happens to every request in order, then one line per flow. */
export async function buildApp(parts: AppParts, tracing?: FastifyPluginCallback): Promise<FastifyInstance> {
  const { config, headers, metrics, arrivals, assetsFolder, pages, flows } = parts;
  const app = fastify(serverOptions(parts));

  if (tracing) await app.register(tracing);
  installErrorHandler(app, pages.plainContextOf);
  installSecurityHeaders(app, headers);
  installLanguage(app, parts.cookies);
  installRequestLog(app, metrics);
  noteArrivals(app, arrivals, config.publicUrl);
  takeOverRefusals(app);
  await app.register(fastifyStatic, {
    root: assetsFolder,
    prefix: '/assets/',
    immutable: true,
    maxAge: '1y',
    index: false,
    preCompressed: true,
  });
  refuseCrossOrigin(app, config.publicUrl);
  installAccess(app, { ...parts, isFresh: flows.isFresh });
  installSigns(app, parts.stamps);
  countMalformedCredentials(app, parts.takeMalformed);
  const answerOtherMethods = collectMethods(app);
  brandRoutes(app, config.brand);

  await app.register(async (scope) => {
    await preparePages(scope);
    signUpRoutes(scope, parts.forFlow);
    verifyEmailRoutes(scope, parts.forFlow);
    signInRoutes(scope, parts.forFlow);
    secondStepRoutes(scope, parts.forFlow);
    signOutRoutes(scope, parts.forFlow);
    resetPasswordRoutes(scope, parts.forFlow);
    reportNotMeRoutes(scope, parts.forFlow);
    confirmIdentityRoutes(scope, parts.forFlow);
    dashboardRoutes(scope, parts.forFlow);
    changePasswordRoutes(scope, parts.forFlow);
    manageSecondFactorRoutes(scope, parts.forFlow);
    manageSessionsRoutes(scope, parts.forFlow);
    editProfileRoutes(scope, parts.forFlow);
    exportAccountRoutes(scope, parts.forFlow);
    deleteAccountRoutes(scope, parts.forFlow);
    showActivityRoutes(scope, parts.forFlow);
    chooseLanguageRoutes(scope, parts.forFlow);
    signInToAppRoutes(scope, parts.forFlow);
    const { localMailbox: mailbox } = parts.forFlow;
    if (mailbox) {
      await scope.register(async (dev) => {
        installOnlyLocal(dev);
        readMailboxRoutes(dev, { mailbox, pages });
        showMetricsRoutes(dev, parts.forFlow);
        const { gallery } = await import('./gallery.ts');
        galleryRoutes(dev, { pages, gallery });
      });
    }
  });

  await app.register(async (scope) => forwardAuthRoutes(scope, parts.forFlow));

  let describe: () => object = () => ({});
  await app.register(
    async (scope) => {
      await scope.register(swagger, openApiOptions(config));
      const api = prepareApi(scope);
      signUpApiRoutes(api, parts.forFlow);
      verifyEmailApiRoutes(api, parts.forFlow);
      signInApiRoutes(api, parts.forFlow);
      secondStepApiRoutes(api, parts.forFlow);
      signOutApiRoutes(api, parts.forFlow);
      resetPasswordApiRoutes(api, parts.forFlow);
      reportNotMeApiRoutes(api, parts.forFlow);
      confirmIdentityApiRoutes(api, parts.forFlow);
      showSessionApiRoutes(api, parts.forFlow);
      changePasswordApiRoutes(api, parts.forFlow);
      manageSecondFactorApiRoutes(api, parts.forFlow);
      manageSessionsApiRoutes(api, parts.forFlow);
      editProfileApiRoutes(api, parts.forFlow);
      exportAccountApiRoutes(api, parts.forFlow);
      deleteAccountApiRoutes(api, parts.forFlow);
      showActivityApiRoutes(api, parts.forFlow);
      openApiRoutes(api);
      describe = () => api.swagger();
    },
    { prefix: '/api/v1' },
  );

  apiDocsRoutes(app, pages, () => describe());
  answerOtherMethods();
  return app;
}
