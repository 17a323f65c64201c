import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeDevice, deviceInEnglish } from './device-words.ts';

const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

describe('a device', () => {
  it('is described well enough to recognise one’s own', () => {
    const agents = {
      'Firefox on Linux': FIREFOX,
      'Chrome on Windows': `${WINDOWS} Chrome/140.0.0.0 Safari/537.36`,
      'Microsoft Edge on Windows': `${WINDOWS} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`,
      'Safari on iPhone':
        'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1',
      'Safari on iPad':
        'Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
      'Safari on macOS':
        'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.5 Safari/605.1.15',
      'Chrome on Android':
        'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36',
      curl: 'curl/8.14.1',
      'Unknown browser': '',
    };
    for (const [device, agent] of Object.entries(agents)) assert.equal(deviceInEnglish(agent), device);
  });

  it('is described in the language of whoever reads', () => {
    assert.equal(describeDevice({ language: 'de' }, FIREFOX), 'Firefox auf Linux');
    assert.equal(describeDevice({ language: 'de' }, ''), 'Unbekannter Browser');
  });

  it('is never called what it calls itself', () => {
    for (const agent of [
      '<script>alert(1)</script>',
      'Click-https://evil.example/9',
      'Your-account-is-closed/1 (call us)',
      '__proto__/1',
      'constructor/1',
    ])
      assert.equal(deviceInEnglish(agent), 'Unknown browser', agent);
  });

  it('is looked for in the first 400 characters only', () => {
    assert.equal(deviceInEnglish(`${' '.repeat(300)}${FIREFOX}`), 'Firefox on Linux');
    assert.equal(deviceInEnglish(`${' '.repeat(400)}${FIREFOX}`), 'Unknown browser');
  });
});
