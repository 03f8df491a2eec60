// A real browser for tests of pages; where there is none, the test says loudly that it did not run.
import { existsSync } from 'node:fs';
import { chromium, type Page } from 'playwright-core';

const PATH = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** `what`: for the line that says what was skipped. `problems`: what the page complained of, broken policies included. */
export async function inBrowser(what: string, use: (page: Page, problems: string[]) => Promise<void>): Promise<void> {
  if (!existsSync(PATH)) {
    console.log(`SKIPPED ${what}: no browser at ${PATH}`);
    return;
  }
  const browser = await chromium.launch({
    executablePath: PATH,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
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
