import { emptyForm, type FormState } from '#web/form-state.ts';
import { type GalleryPage, ROBIN } from '#web/gallery.ts';
import { trustedHtml } from '#web/html.ts';
import { rejectedCode } from '#web/rejected-code.ts';
import {
  recoveryCodesPage,
  secondFactorOverviewPage,
  setUpSecondFactorPage,
} from './manage-second-factor.page.ts';
import { qrCodeSvg } from './qr-code.ts';
import { turnOffSecondFactorPage } from './turn-off-second-factor.page.ts';

const at = '/account/second-factor';

/** Nobody's: it opens nothing. */
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const GROUPS = SECRET.match(/.{4}/g) ?? [];
const CODES = [...'abcdefghij'].map((letter) =>
  GROUPS.slice(0, 4).join('-').toLowerCase().replace('j', letter),
);

const overview = (name: string, isOn: boolean, recoveryCodesLeft: number): GalleryPage => ({
  name: `second-factor-${name}`,
  at,
  show: (context) => secondFactorOverviewPage(context, { isOn, recoveryCodesLeft }),
});

const setUp = (name: string, form: FormState): GalleryPage => ({
  name: `set-up${name}`,
  at: `${at}/set-up`,
  async show(context) {
    const issuer = encodeURIComponent(context.brand.name);
    const otpauthUri = `otpauth://totp/${issuer}:${ROBIN.email}?secret=${SECRET}&issuer=${issuer}`;
    return setUpSecondFactorPage(context, {
      qrCodeSvg: trustedHtml(await qrCodeSvg(otpauthUri)),
      secret: SECRET,
      secretGroups: GROUPS,
      otpauthUri,
      form,
    });
  },
});

export const manageSecondFactorGallery: readonly GalleryPage[] = [
  overview('off', false, 0),
  overview('on', true, 10),
  overview('on-few-codes', true, 1),
  setUp('', emptyForm),
  setUp('-rejected', rejectedCode('123456')),
  { name: 'recovery-codes', at, show: (context) => recoveryCodesPage(context, { codes: CODES }) },
  { name: 'turn-off', at: `${at}/turn-off`, show: turnOffSecondFactorPage },
];
