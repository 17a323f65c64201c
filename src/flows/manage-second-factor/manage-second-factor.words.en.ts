export const en = {
  security: 'Security',
  title: 'Second factor',
  app: 'Authenticator app',
  on: 'On',
  off: 'Off',
  whatItIs:
    'An app on your phone shows a new six-digit code every half minute. With the second factor on, signing in asks for it after the password.',
  setUpApp: 'Set up the authenticator app',
  whatItDoes:
    'Signing in asks for a code from your app after the password. Turning it off ends your recovery codes too.',
  turnOff: 'Turn off',
  theSecondFactor: 'the second factor',
  codes: 'Recovery codes',
  codesLeft: (count: number) => `${count} left`,
  whatCodesDo:
    'Each lets you in once when your app is out of reach. A new set replaces the old one: the old codes stop working.',
  newCodes: 'Get new recovery codes',
  setUp: {
    title: 'Set up the authenticator app',
    lead: 'Any authenticator app will do: 2FAS, Aegis, Google Authenticator, 1Password and so on.',
    scan: '1. Scan this QR code with the app',
    qrCode: 'QR code that holds the secret shown below',
    onThisPhone: 'On this phone already?',
    openInApp: 'Open in the app',
    orType: 'Or type this secret:',
    copy: 'Copy',
    theSecret: 'the secret',
    typeCode: '2. Type the code it shows',
    code: 'Six-digit code',
    submit: 'Turn on the second factor',
    notNow: 'Not now',
  },
  recoveryCodes: {
    title: 'Your recovery codes',
    lead: 'Each lets you in once when your authenticator app is out of reach. We show them only now.',
    saveThem: 'Save them before you go on: in a password manager, or printed and put away.',
    copy: 'Copy',
    theCodes: 'the recovery codes',
    download: 'Download',
    print: 'Print',
    saved: 'I have saved them',
    goOn: 'Go on to the overview',
  },
  notices: {
    turnedOn: {
      subject: 'Second factor turned on',
      paragraph: 'From now on signing in to your account asks for a code from your authenticator app.',
    },
    turnedOff: {
      subject: 'Second factor turned off',
      paragraph: 'Signing in to your account asks for the password only from now on.',
    },
    newCodes: {
      subject: 'New recovery codes',
      paragraph: 'New recovery codes were made for your account. The old ones do not work any more.',
    },
  },
};
