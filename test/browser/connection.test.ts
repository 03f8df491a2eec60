// How the page hears the service: one that is gone, one that hangs, one that comes back. Nobody touches the page meanwhile.
import type { Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { quoting } from '../commands/service.ts';
import { barriers } from './barriers.ts';
import { House } from './house.ts';

const house = new House();
test.after(() => house.close());

const link = (page: Page) => page.locator('header .link');
const live = (page: Page) => link(page).getByText('live', { exact: true }).waitFor();
/** What a browser says of a host that does not answer. */
const GONE = [/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING/];

test(
  'a service that stops is said to be gone, and another one on its port is found without a touch',
  house.visit(
    async ({ page, service }) => {
      await live(page);
      await page.evaluate(() => {
        (globalThis as unknown as { mark: string }).mark = 'never loaded anew';
      });
      const { code } = await service.stopBy('SIGINT');
      assert.is(code, 0);
      await link(page)
        .getByText(/^disconnected · last update \d/)
        .waitFor();
      await page.getByRole('button', { name: 'retry' }).waitFor();
      assert.equal(await barriers(page), []);
      const next = await house.restart();
      await live(page);
      await quoting(next);
      await page.getByText(/^Quoting both sides in (?!none)/).waitFor();
      assert.is(await page.evaluate(() => (globalThis as unknown as { mark: string }).mark), 'never loaded anew');
    },
    { expected: GONE },
  ),
);

test(
  'a page that is opened while nobody serves is not there, and one that lost its service before it heard a word says so',
  house.visit(
    async ({ page, origin }) => {
      await page.route('**/api/stream', (route) => route.abort('connectionrefused'));
      await page.goto(`${origin}/#/desk`);
      await page.reload();
      await page.getByRole('heading', { name: 'The service does not answer' }).waitFor();
      assert.equal(await barriers(page), []);
      await page.unroute('**/api/stream');
      await page.getByText(/^Quoting both sides/).waitFor();
    },
    { expected: GONE },
  ),
);

// Last: a service that hung for so long may have latched, and rightly.
test(
  'a service that hangs is told from one that lives: first stale, then disconnected, and live when it goes on',
  house.visit(async ({ page, service }) => {
    await live(page);
    await quoting(service);
    process.kill(service.pid, 'SIGSTOP');
    try {
      await link(page)
        .getByText(/^last update \d+ s ago/)
        .waitFor();
      await page.getByText(/^As last heard \d/).waitFor();
      assert.equal(await barriers(page), []);
      await link(page)
        .getByText(/^(disconnected|reconnecting)/)
        .waitFor();
    } finally {
      process.kill(service.pid, 'SIGCONT');
    }
    await live(page);
    await page.getByText(/^As last heard \d/).waitFor({ state: 'detached' });
  }),
);

test.run();
