// A service that really runs and a browser that looks at it, for all tests of one file. Every visit is a window of its own that must
// end without a complaint: an error in the console, a request that failed or one to another host fails the test.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { Callback } from 'uvu';
import * as assert from 'uvu/assert';
import { startChromium } from '#lab/chromium.ts';
import { endAll, until } from '../commands/command-line.ts';
import { type Service, simFolder, startService, stateFolder } from '../commands/service.ts';
import { chromiumFor } from './chromium.ts';

export interface Visit {
  readonly page: Page;
  readonly service: Service;
  /** `http://127.0.0.1:PORT`. */
  readonly origin: string;
  /** What whoever changes something must know. */
  readonly token: string;
  /** Goes to a place of the page, such as `markets/wide-1`, without loading it anew. */
  readonly to: (place: string) => Promise<void>;
}

export interface VisitTerms {
  readonly window?: BrowserContextOptions;
  /** Complaints that belong to the story; each must come. */
  readonly expected?: readonly RegExp[];
}

/** Traders that act so much faster than life that every part of the page has something to show within seconds. */
const FAST = ['--sim.pace', '60'];
/** Of what the page shows by itself; a slow machine that runs other tests as well. */
export const SHOWN_MS = 30_000;

export class House {
  readonly #state = stateFolder();
  readonly #flags: readonly string[];
  #service: Service | null = null;
  #browser: Browser | null = null;

  constructor(...flags: readonly string[]) {
    this.#flags = [...FAST, ...flags];
  }

  /** A test of what somebody sees who opens the page now. */
  visit<Context>(use: (visit: Visit) => Promise<void>, terms: VisitTerms = {}): Callback<Context> {
    return async ({ __test__: name }) => {
      const path = chromiumFor(name);
      if (path === null) return;
      this.#browser ??= await startChromium(path);
      this.#service ??= await startService(this.#state, ...this.#flags);
      await this.#visited(this.#browser, this.#service, use, terms);
    };
  }

  /** Another service on the same state and the same port, after somebody stopped the one before. */
  async restart(): Promise<Service> {
    const { port } = new URL(this.#serving.health);
    this.#service = await startService(this.#state, ...this.#flags, '--operator.port', port);
    return this.#service;
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    endAll();
  }

  get #serving(): Service {
    if (this.#service === null) throw new Error('no service was started');
    return this.#service;
  }

  async #visited(browser: Browser, service: Service, use: (visit: Visit) => Promise<void>, terms: VisitTerms) {
    const { window = {}, expected = [] } = terms;
    const { origin } = new URL(service.health);
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, ...window });
    context.setDefaultTimeout(SHOWN_MS);
    const page = await context.newPage();
    const complaints = complaintsOf(page, origin);
    try {
      await page.goto(`${origin}/`);
      const to = async (place: string) => {
        await page.evaluate((hash) => {
          (globalThis as unknown as { location: { hash: string } }).location.hash = hash;
        }, `#/${place}`);
      };
      const token = readFileSync(join(simFolder(this.#state), 'operator.token'), 'utf8').trim();
      await use({ page, service, origin, token, to });
      for (const each of expected)
        assert.ok(
          complaints.some((words) => each.test(words)),
          `never came: ${each}`,
        );
      assert.equal(
        complaints.filter((words) => !expected.some((each) => each.test(words))),
        [],
      );
    } catch (error) {
      await tellOf(page, complaints);
      throw error;
    } finally {
      await context.close();
    }
  }
}

/** What whoever reads the log of a failed test would have seen. */
async function tellOf(page: Page, complaints: readonly string[]): Promise<void> {
  const text = await page.locator('body').innerText({ timeout: 2_000 }).catch(String);
  const words = text.replace(/\s+/g, ' ').slice(0, 1_500);
  console.log([`\nthe page ${page.url()} showed: ${words}`, ...complaints].join('\n'));
}

/** What the browser has to say against the page, from now on. */
function complaintsOf(page: Page, origin: string): readonly string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`thrown: ${error}`));
  page.on('console', (line) => {
    if (line.type() === 'error') complaints.push(`console: ${line.text()}`);
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== origin) complaints.push(`asked another host: ${request.url()}`);
  });
  page.on('websocket', (socket) => complaints.push(`opened a socket: ${socket.url()}`));
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // The page itself gives up what nobody looks at any more.
    if (why !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()}: ${why}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`answered ${response.status()}: ${response.url()}`);
  });
  return complaints;
}

/** A panel by the words of its head. */
export function panel(page: Page, title: string): Locator {
  return page.getByRole('region', { name: title, exact: true });
}

/** Waits until what stands there is something else, without anybody touching the page. */
export async function changes(what: Locator, name: string): Promise<void> {
  const before = await what.innerText();
  await until(
    `another word than “${before.slice(0, 60)}” of ${name}`,
    async () => (await what.innerText()) !== before,
    SHOWN_MS,
  );
}

/** Waits until a number found in it has grown. */
export async function grows(what: Locator, pattern: RegExp): Promise<void> {
  const read = async () => Number((pattern.exec(await what.innerText())?.[1] ?? '').replace(/\D/g, '') || Number.NaN);
  const before = await until(
    `a number as ${pattern}`,
    async () => {
      const now = await read();
      return Number.isNaN(now) ? null : { now };
    },
    SHOWN_MS,
  );
  await until(`more than ${before.now} of ${pattern}`, async () => (await read()) > before.now, SHOWN_MS);
}
