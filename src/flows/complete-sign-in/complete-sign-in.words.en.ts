export const en = {
  newDevice: {
    subject: 'New device signed in',
    paragraph: 'A browser or app that we had not seen before signed in to your account.',
  },
  manyNewDevices: {
    subject: 'Many new devices signed in today',
    paragraph:
      'More browsers and apps that we had not seen before signed in to your account. Until tomorrow we send no further mail about new devices; your account page lists them all.',
  },
};
