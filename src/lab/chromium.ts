// A real browser, for tests and benches of the page: where it is and how it is started.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { environment } from '#infra/settings-file.ts';

export const USUAL_CHROMIUM = '/usr/bin/chromium';
const NAMES = ['chromium', 'chromium-browser'];

/** `CHROMIUM_PATH`, Debian's place, the search path; null: there is none. Throws when `CHROMIUM_PATH` names no program. */
export function chromiumPath(): string | null {
  const { CHROMIUM_PATH: told = '', PATH = '' } = environment();
  if (told !== '') {
    if (!isProgram(told)) throw new Error(`CHROMIUM_PATH: ${told} is no program`);
    return told;
  }
  const places = [
    USUAL_CHROMIUM,
    ...PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name))),
  ];
  return places.find(isProgram) ?? null;
}

/** Without its sandbox: it only ever meets our own pages, and containers have no other way. */
export async function startChromium(path: string): Promise<Browser> {
  // Loaded only here: a service is installed without it.
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
