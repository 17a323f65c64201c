export const en = {
  title: 'Confirm it’s you',
  /** What the person was about to do, in the order of asking. */
  leads: {
    password: {
      none: 'Please type your password, and you can go on where you were.',
      changePassword: 'Before we change your password, please type it.',
      setUpSecondFactor: 'Before we set up your second factor, please type your password.',
      changeSecondFactor: 'Before we change your second factor, please type your password.',
      exportAccount: 'Before you download your data, please type your password.',
      deleteAccount: 'Before you delete your account, please type your password.',
    },
    code: {
      none: 'Please type the code your authenticator app shows, and you can go on where you were.',
      changePassword: 'Before we change your password, please type the code your authenticator app shows.',
      setUpSecondFactor:
        'Before we set up your second factor, please type the code your authenticator app shows.',
      changeSecondFactor:
        'Before we change your second factor, please type the code your authenticator app shows.',
      exportAccount: 'Before you download your data, please type the code your authenticator app shows.',
      deleteAccount: 'Before you delete your account, please type the code your authenticator app shows.',
    },
  },
  password: 'Password',
  submit: 'Confirm',
  back: 'Back to the overview',
};
