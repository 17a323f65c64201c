import Type, { type Static } from 'typebox';
import type { Profile } from '#domain/users/users.ts';
import { requireSession } from '#web/access.ts';
import type { Api } from '#web/api.ts';
import { clientOf } from '#web/client.ts';
import type { CurrentUser } from '#web/current-account.ts';
import { Problem } from '#web/errors.ts';
import { Country, DateOfBirth, Name } from '#web/fields.ts';
import { fieldError } from '#web/form.ts';
import type { EditProfile } from './edit-profile.ts';

export interface EditProfileApiDeps {
  editProfile: EditProfile;
  currentUser: CurrentUser;
}

const ProfileBody = Type.Object({
  firstName: Type.String(),
  lastName: Type.String(),
  country: Type.Optional(Type.String()),
  dateOfBirth: Type.Optional(Type.String()),
});
/** What is not sent stays; `null` removes. */
const Changes = Type.Object({
  firstName: Type.Optional(Name),
  lastName: Type.Optional(Name),
  country: Type.Optional(Type.Union([Country, Type.Null()])),
  dateOfBirth: Type.Optional(Type.Union([DateOfBirth, Type.Null()])),
});

export function editProfileApiRoutes(api: Api, { editProfile, currentUser }: EditProfileApiDeps): void {
  const config = { access: 'session' } as const;
  const response = { 200: ProfileBody };
  const show = { summary: 'The profile', tags: ['profile'], response };
  const change = { summary: 'Change the profile', tags: ['profile'], body: Changes, response };

  api.get('/account/profile', { config, schema: show }, async (request) =>
    profileBody(await currentUser(request)),
  );

  api.patch('/account/profile', { config, schema: change }, async (request) => {
    const user = await currentUser(request);
    const changes = Object.fromEntries(
      Object.entries(request.body).map(([field, value]) => [field, value ?? undefined]),
    );
    const outcome = await editProfile(user, requireSession(request), changes, clientOf(request));
    if (outcome.kind === 'saved') return profileBody(outcome.profile);
    throw new Problem('validation_failed', { errors: [fieldError(outcome.field, 'date_invalid')] });
  });
}

function profileBody({ firstName, lastName, country, dateOfBirth }: Profile): Static<typeof ProfileBody> {
  return { firstName, lastName, ...(country && { country }), ...(dateOfBirth && { dateOfBirth }) };
}
