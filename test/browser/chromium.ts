/** A real Chromium, where it can start. */
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as launcher } from 'playwright-core';

export interface Launched {
  browser: Browser | null;
  /** Why there is none. */
  reason: string;
}

// The package's own arguments are for a function in a cloud: one process, and web security off.
const ARGUMENTS = ['--headless=shell', '--no-sandbox', '--disable-gpu', '--no-zygote'];

/** @throws where CI=true says that everything must be there. */
export async function launchChromium(isCi: boolean): Promise<Launched> {
  try {
    const executablePath = await chromium.executablePath();
    return { browser: await launcher.launch({ executablePath, args: ARGUMENTS }), reason: '' };
  } catch (error) {
    if (isCi) throw error;
    const [line = ''] = String((error as Error).message).split('\n');
    return {
      browser: null,
      reason: `Chromium cannot start here (Debian: apt-get install libnss3 libnspr4 libexpat1): ${line}`,
    };
  }
}
