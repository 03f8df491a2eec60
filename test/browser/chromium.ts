// The real browser of tests of pages: where it is and how it is started. A test that finds none says loudly that it did not run.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const USUAL = '/usr/bin/chromium';
const NAMES = ['chromium', 'chromium-browser'];

/** `CHROMIUM_PATH`, Debian's place, the search path; null: there is none. Throws when `CHROMIUM_PATH` names no program. */
function chromiumPath(): string | null {
  const { CHROMIUM_PATH: told = '', PATH = '' } = process.env;
  if (told !== '') {
    if (!isProgram(told)) throw new Error(`CHROMIUM_PATH: ${told} is no program`);
    return told;
  }
  const places = [USUAL, ...PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)))];
  return places.find(isProgram) ?? null;
}

/** For one test, by its name; null: it is skipped, and that was said. */
export function chromiumFor(test: string): string | null {
  const path = chromiumPath();
  if (path === null) console.log(`SKIPPED ${test}: no chromium (CHROMIUM_PATH, ${USUAL}, the search path)`);
  return path;
}

/** Without its sandbox: it only ever meets our own pages, and containers have no other way. */
export function startChromium(path: string): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
}

/** One page of a browser of its own. `problems`: what it complained of, broken policies included. */
export async function inBrowser(test: string, use: (page: Page, problems: string[]) => Promise<void>): Promise<void> {
  const path = chromiumFor(test);
  if (path === null) return;
  const browser = await startChromium(path);
  try {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (line) => {
      if (line.type() === 'error') problems.push(line.text());
    });
    await use(page, problems);
  } finally {
    await browser.close();
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
