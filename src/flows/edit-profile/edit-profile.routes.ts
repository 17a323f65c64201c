import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { User } from '#domain/users/users.ts';
import { requireSession } from '#web/access.ts';
import { clientOf } from '#web/client.ts';
import { listCountries } from '#web/countries.ts';
import type { CurrentUser } from '#web/current-account.ts';
import { Country, DateOfBirth, Name } from '#web/fields.ts';
import { fieldError, parseForm, refill } from '#web/form.ts';
import type { FormState } from '#web/form-state.ts';
import { type Pages, queryText, seeOther, sendPage } from '#web/pages.ts';
import { profilePage } from './edit-profile.page.ts';
import type { EditProfile } from './edit-profile.ts';

export interface EditProfileRouteDeps {
  editProfile: EditProfile;
  currentUser: CurrentUser;
  pages: Pages;
}

const ProfileForm = Type.Object({
  firstName: Name,
  lastName: Name,
  country: Type.Optional(Country),
  dateOfBirth: Type.Optional(DateOfBirth),
});

export function editProfileRoutes(
  app: FastifyInstance,
  { editProfile, currentUser, pages }: EditProfileRouteDeps,
): void {
  const config = { access: 'session' } as const;
  const show = async (request: FastifyRequest, user: User, form: FormState, isSaved = false) =>
    profilePage(await pages.contextOf(request), {
      form,
      countries: listCountries(request),
      isSaved,
      email: user.email.address,
    });

  app.get('/account/profile', { config }, async (request, reply) => {
    const user = await currentUser(request);
    const isSaved = queryText(request, 'saved') === 'yes';
    return sendPage(reply, await show(request, user, { values: valuesOf(user), errors: [] }, isSaved));
  });

  app.post('/account/profile', { config }, async (request, reply) => {
    const user = await currentUser(request);
    const parsed = parseForm(ProfileForm, request.body);
    if (!parsed.isValid) {
      return sendPage(reply, await show(request, user, refill(request.body, parsed.errors)), 422);
    }
    // A field left empty in the form is removed.
    const changes = { country: undefined, dateOfBirth: undefined, ...parsed.values };
    const outcome = await editProfile(user, requireSession(request), changes, clientOf(request));
    if (outcome.kind === 'saved') return seeOther(reply, '/account/profile?saved=yes');
    const form = refill(request.body, [fieldError(outcome.field, 'date_invalid')]);
    return sendPage(reply, await show(request, user, form), 422);
  });
}

const valuesOf = ({ firstName, lastName, country = '', dateOfBirth = '' }: User) => ({
  firstName,
  lastName,
  country,
  dateOfBirth,
});
