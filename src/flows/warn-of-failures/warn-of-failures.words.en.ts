export const en = {
  subject: 'Somebody keeps trying passwords on your account',
  noneGotIn: 'Many tries in a row had a wrong password. None of them got in.',
  latest: 'The latest of them.',
  nothingToDo:
    'You need not do anything: the browsers that you signed in with before keep working. While this goes on you may have to wait in a new one; choosing a new password there lets you in at once.',
  action: 'Choose a new password',
  onceADay: 'It comes once a day at most, however long it goes on.',
};
