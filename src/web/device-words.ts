import Bowser from 'bowser';
import { de } from './device.words.de.ts';
import { en } from './device.words.en.ts';
import { type Reader, wordsOf } from './language.ts';

/** "Firefox on Linux": enough to recognise one's own device in a list. */
export function describeDevice(reader: Reader, userAgent: string): string {
  const say = wordsOf(reader, { en, de });
  const { browser = say.unknownBrowser, system } = parse(userAgent.slice(0, LONGEST_READ));
  return system ? say.browserOn(browser, system) : browser;
}

/** For machines and operators, who read English. */
export const deviceInEnglish = (userAgent: string): string => describeDevice({ language: 'en' }, userAgent);

/** The parser is made of regular expressions: what it reads is bounded. */
const LONGEST_READ = 400;

/** Only names of its list: where it finds none, the parser takes what the client calls itself, and a mail would say so. */
const BROWSERS = new Set(Object.values(Bowser.BROWSER_MAP));

function parse(userAgent: string): { browser?: string | undefined; system?: string | undefined } {
  if (userAgent.startsWith('curl/')) return { browser: 'curl' };
  // The parser throws at an empty text.
  if (userAgent === '') return {};
  const { browser, os, platform } = Bowser.parse(userAgent);
  return {
    browser: browser.name && BROWSERS.has(browser.name) ? browser.name : undefined,
    system: os.name === 'iOS' ? (platform.model ?? os.name) : os.name,
  };
}
