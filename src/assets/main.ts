import { copyText } from './copy-text.ts';
import { countDown } from './count-down.ts';
import { focusErrors } from './focus-errors.ts';
import { keepCodes } from './keep-codes.ts';
import { revealPassword } from './reveal-password.ts';
import { sendOnce } from './send-once.ts';
import { submitCode } from './submit-code.ts';

// Every page works without this file; each line makes something that works already a little nicer.
sendOnce(document);
focusErrors(document);
revealPassword(document);
submitCode(document);
countDown(document);
copyText(document);
keepCodes(document);
