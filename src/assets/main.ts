import { copyText } from './copy-text.ts';
import { countDown } from './count-down.ts';
import { focusErrors } from './focus-errors.ts';
import { keepCodes } from './keep-codes.ts';
import { measureStrength } from './measure-strength.ts';
import { proveWork } from './proof-of-work.ts';
import { refreshMetrics } from './refresh-metrics.ts';
import { revealPassword } from './reveal-password.ts';
import { sendOnce } from './send-once.ts';
import { submitCode } from './submit-code.ts';
import { validateFields } from './validate-fields.ts';

// Every page works without this file; each line makes something that works already a little nicer.
// Before `sendOnce`: a form that waits for its proof was not sent yet.
proveWork(document);
sendOnce(document);
focusErrors(document);
revealPassword(document);
validateFields(document);
measureStrength(document);
submitCode(document);
countDown(document);
copyText(document);
keepCodes(document);
refreshMetrics(document);
