import type { en } from './field.words.en.ts';

export const de: typeof en = {
  required: 'Bitte füllen Sie dieses Feld aus.',
  wrong_type: 'Hier wird eine andere Art von Angabe erwartet.',
  too_long: 'Das ist zu lang.',
  invalid: 'Diese Angabe wird nicht angenommen.',
  email_invalid: 'Geben Sie eine E-Mail-Adresse wie name@example.org ein.',
  email_not_yours: 'Das ist nicht die Adresse Ihres Kontos.',
  name_invalid: 'Verwenden Sie 1 bis 64 Zeichen, ohne Zeilenumbrüche und Steuerzeichen.',
  country_unknown: 'Wählen Sie ein Land aus der Liste.',
  date_invalid: 'Geben Sie ein Datum zwischen 1900 und heute ein, das es gibt.',
  password_unusable:
    'Verwenden Sie höchstens 256 Zeichen; einige unsichtbare Zeichen werden nicht angenommen.',
  password_too_short: 'Dieses Passwort ist zu kurz.',
  password_too_common:
    'Dieses Passwort steht auf Listen, die zuerst probiert werden. Wählen Sie ein anderes.',
  password_contains_own_words:
    'Ohne Ihren Namen, Ihre Adresse und unseren Namen bleibt zu wenig übrig. Wählen Sie ein anderes.',
  password_breached: 'Dieses Passwort ist aus Datenlecks bekannt. Wählen Sie ein anderes.',
  password_unchanged: 'Das ist Ihr jetziges Passwort. Wählen Sie ein anderes.',
  password_wrong: 'Das ist nicht Ihr jetziges Passwort.',
  sign_up_password_wrong: 'Das ist nicht das Passwort, das bei der Registrierung gewählt wurde.',
  code_rejected:
    'Dieser Code ist nicht gültig. Wenn Sie ihn schon benutzt haben, warten Sie auf den nächsten in der App.',
  recovery_code_rejected: 'Dieser Wiederherstellungscode ist nicht gültig oder wurde schon benutzt.',
  code_invalid: 'Geben Sie die sechs Ziffern aus der App ein oder einen Wiederherstellungscode.',
  transport_unknown: 'Verwenden Sie „cookie“ oder „bearer“.',
  look_back_invalid: 'Verwenden Sie eine Dauer von höchstens 90 Tagen, etwa 30m, 24h oder 7d.',
  network_invalid: 'Verwenden Sie eine IP-Adresse oder ein Netz wie 203.0.113.0/24.',
  user_name_invalid: 'Verwenden Sie die E-Mail-Adresse oder die Kennung eines Kontos.',
  client_or_address_invalid: 'Verwenden Sie eine IP-Adresse oder eine E-Mail-Adresse.',
  row_limit_invalid: 'Verwenden Sie eine ganze Zahl in dem Bereich, den --help nennt.',
  cursor_invalid: 'Das ist keine Marke aus einer früheren Antwort.',
};
