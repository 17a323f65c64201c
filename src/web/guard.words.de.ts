import type { en } from './guard.words.en.ts';

export const de: typeof en = {
  proofAsked:
    'Hier probieren Programme Passwörter durch, darum soll Ihr Browser erst ein wenig rechnen. Bitte senden Sie das Formular noch einmal ab.',
  sendAgain: 'Bitte sehen Sie Ihre Angaben noch einmal durch und senden Sie sie erneut ab.',
};
