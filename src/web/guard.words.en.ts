export const en = {
  /** Above a form that is shown again for it; the script then works while the person types. */
  proofAsked:
    'Robots are trying passwords here, so your browser is asked for a little work first. Please send the form again.',
  /** The form came too fast, or from yesterday's page. */
  sendAgain: 'Please look over what you typed and send it again.',
};
