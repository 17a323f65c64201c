export const en = {
  title: 'Turn off the second factor?',
  lead: 'Signing in will ask for your password only.',
  codesGo: 'Your recovery codes stop working. To turn it on again, you set up the app anew.',
  submit: 'Turn it off',
  keep: 'Keep it on',
};
