import type { en } from './error.words.en.ts';

export const de: typeof en = {
  of: {
    validation_failed: {
      title: 'Es fehlt etwas',
      lead: 'Bitte gehen Sie zurück und sehen Sie Ihre Angaben noch einmal durch.',
    },
    invalid_credentials: {
      title: 'Bitte melden Sie sich an',
      lead: 'E-Mail-Adresse oder Passwort ist falsch.',
    },
    invalid_code: {
      title: 'Dieser Code ist nicht gültig',
      lead: 'Bitte gehen Sie zurück und geben Sie den nächsten ein.',
    },
    invalid_token: { title: 'Dieser Link gilt nicht mehr', lead: 'Bitte fordern Sie einen neuen an.' },
    not_authenticated: {
      title: 'Bitte melden Sie sich an',
      lead: 'Sie sind nicht mehr angemeldet, oder waren es noch nicht.',
    },
    second_factor_required: {
      title: 'Ein zweiter Faktor ist nötig',
      lead: 'Melden Sie sich mit einem Code aus Ihrer Authenticator-App an.',
    },
    reauthentication_required: {
      title: 'Bitte bestätigen Sie, dass Sie es sind',
      lead: 'Es ist eine Weile her, dass Sie das gezeigt haben.',
    },
    proof_of_work_required: {
      title: 'Ein Schritt mehr ist nötig',
      lead: 'Bitte gehen Sie zurück und senden Sie das Formular noch einmal ab.',
    },
    rate_limited: { title: 'Zu viele Versuche', lead: 'Bitte warten Sie einen Moment bis zum nächsten.' },
    overloaded: {
      title: 'Gerade ist zu viel los',
      lead: 'Mehr Menschen als sonst melden sich an. Bitte versuchen Sie es gleich noch einmal.',
    },
    unavailable: {
      title: 'Gerade nicht erreichbar',
      lead: 'Ein Teil dieses Dienstes antwortet nicht. Bitte versuchen Sie es gleich noch einmal.',
    },
    cross_origin_request: {
      title: 'Das kam von einer anderen Website',
      lead: 'Zu Ihrer Sicherheit wurde es abgelehnt. Wenn Sie es wollten, beginnen Sie auf einer unserer eigenen Seiten.',
    },
    unsupported_media_type: {
      title: 'Das war nicht zu lesen',
      lead: 'Gesendet wurde etwas, das hier nicht angenommen wird.',
    },
    payload_too_large: { title: 'Das war zu viel', lead: 'Was gesendet wurde, ist zu groß.' },
    malformed_request: {
      title: 'Das war nicht zu lesen',
      lead: 'Die Adresse oder das Gesendete ist beschädigt.',
    },
    not_found: {
      title: 'Hier ist nichts',
      lead: 'Vielleicht ist die Adresse vertippt, oder was hier war, ist fort.',
    },
    method_not_allowed: {
      title: 'So lässt sich diese Adresse nicht öffnen',
      lead: 'Sie gehört zu einem Formular. Bitte beginnen Sie auf dessen Seite.',
    },
    internal_error: {
      title: 'Bei uns ist etwas schiefgegangen',
      lead: 'Es ist vermerkt, und Sie haben nichts falsch gemacht. Bitte versuchen Sie es noch einmal.',
    },
  },
  tryAgain: 'Noch einmal versuchen',
  startPage: 'Zur Startseite',
  error: (status) => `Fehler ${status}`,
  request: (id) => `Anfrage ${id}`,
};
