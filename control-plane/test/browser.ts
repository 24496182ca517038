import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { skipWhereMissing } from './skip-where-missing.ts';

const CHROMIUM = '/usr/bin/chromium';

/** Starts a real browser, or skips the suite where there is none. */
export async function startBrowser(context: Mocha.Context): Promise<Browser> {
  skipWhereMissing(context, existsSync(CHROMIUM) ? undefined : `${CHROMIUM} (Debian package chromium)`);
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
}
