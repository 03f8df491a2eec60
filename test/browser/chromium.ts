// The real browser of tests of pages: where it is and how it is started. A test that finds none says loudly that it did not run.
import type { Page } from 'playwright-core';
import { chromiumPath, startChromium, USUAL_CHROMIUM } from '#lab/chromium.ts';

/** For one test, by its name; null: it is skipped, and that was said. */
export function chromiumFor(test: string): string | null {
  const path = chromiumPath();
  if (path === null) console.log(`SKIPPED ${test}: no chromium (CHROMIUM_PATH, ${USUAL_CHROMIUM}, the search path)`);
  return path;
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
