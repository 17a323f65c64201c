import { emptyForm } from '#web/form-state.ts';
import { type GalleryPage, mistaken } from '#web/gallery.ts';
import { accountDeletedPage, deleteAccountPage } from './delete-account.page.ts';

const at = '/account/delete';

export const deleteAccountGallery: readonly GalleryPage[] = [
  { name: 'delete', at, show: (context) => deleteAccountPage(context, { form: emptyForm }) },
  {
    name: 'delete-mistaken',
    at,
    show: (context) => {
      const form = mistaken({ email: 'email_not_yours' }, { email: 'robyn@example.org' });
      return deleteAccountPage(context, { form });
    },
  },
  { name: 'deleted', at: '/account/deleted', show: accountDeletedPage },
];
