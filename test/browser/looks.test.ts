// How the page looks and behaves in every view: in both themes without a serious fault for people who see or click otherwise, on
// a phone without scrolling sideways, by keyboard alone, and light enough to load.
import type { BrowserContextOptions, Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../commands/command-line.ts';
import { quoting } from '../commands/service.ts';
import { barriers } from './barriers.ts';
import { House, SHOWN_MS, type Visit } from './house.ts';

const house = new House();
test.after(() => house.close());

const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
/** From the filter of the markets to the first of them. */
const TABS_MAX = 40;
const LOADED_MAX_BYTES = 300_000;

/** A place of the page, and what has to stand there before anybody judges it. */
const PLACES: readonly (readonly [place: string, selector: string])[] = [
  ['desk', '.limits .meter'],
  ['markets', '.market-table tbody tr, .card'],
  ['markets/wide-1', '.ladder-table .ours'],
  ['tree', '.tree tbody tr'],
  [`tree/${encodeURIComponent('market:wide-1/quoter')}`, '.statechart .chart-box'],
  ['pairs', '.pair-list tbody tr'],
  ['chaos', '.fault-row'],
  ['events', '.event-list li'],
];

async function eachPlace({ page, service, to }: Visit, look: (place: string) => Promise<void>): Promise<void> {
  await quoting(service);
  for (const [place, selector] of PLACES) {
    await to(place);
    await page.locator(selector).first().waitFor();
    await look(place);
  }
}

function widthOf(page: Page): number {
  return page.viewportSize()?.width ?? 0;
}

for (const colorScheme of ['light', 'dark'] as const)
  for (const [device, window] of [
    ['a laptop', {}],
    ['a phone', PHONE],
  ] as const)
    test(
      `in the ${colorScheme} theme on ${device} no view keeps anybody out or has to be scrolled sideways`,
      house.visit(
        async (visit) => {
          const { page } = visit;
          const faults: string[] = [];
          await eachPlace(visit, async (place) => {
            faults.push(...(await barriers(page)).map((words) => `${place}: ${words}`));
            // A phone widens its own measure to whatever is on the page: the glass is what counts.
            const wide = Number(await page.evaluate('document.documentElement.scrollWidth')) - widthOf(page);
            if (wide > 0) faults.push(`${place}: ${wide} pixels wider than the window`);
          });
          assert.equal(faults, []);
        },
        { window: { ...window, colorScheme } },
      ),
    );

test(
  'on a phone the list of pair trades shows its profits, and the chart begins where somebody stands',
  house.visit(
    async ({ page, to }) => {
      await to('pairs');
      const profit = page
        .getByRole('region', { name: 'List of pair trades' })
        .getByRole('columnheader', { name: 'Profit' });
      await profit.waitFor();
      const { x = 0, width = 0 } = (await profit.boundingBox()) ?? {};
      assert.ok(width > 0 && x + width <= widthOf(page), `it ends at ${x + width}`);
      const inSight = async () => {
        const places = await page.locator('.statechart .pawn').evaluateAll((pawns) =>
          pawns.map((pawn) => {
            const { left } = (pawn as unknown as { getBoundingClientRect(): { left: number } }).getBoundingClientRect();
            return left;
          }),
        );
        return places.some((left) => left > 0 && left < widthOf(page));
      };
      await until('a pair trade in sight on the chart', inSight, SHOWN_MS);
      const states = page.getByRole('list', { name: 'States with pair trades' });
      await states.getByRole('button').first().waitFor();
    },
    { window: PHONE },
  ),
);

test(
  'the theme follows the system until the button chooses another, and is kept when the page is loaded anew',
  house.visit(
    async ({ page }) => {
      const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
      const dark = await paper();
      const button = page.getByRole('button', { name: /^Theme: / });
      await button.click();
      await page.getByRole('button', { name: /^Theme: light/ }).waitFor();
      const light = await paper();
      assert.is.not(light, dark);
      await page.reload();
      await page.getByRole('button', { name: /^Theme: light/ }).waitFor();
      assert.is(await paper(), light);
      await button.click();
      await page.getByRole('button', { name: /^Theme: dark/ }).waitFor();
      assert.is(await paper(), dark);
    },
    { window: { colorScheme: 'dark' } },
  ),
);

test(
  'keys go from view to view, to the filter and back out of what was opened',
  house.visit(async ({ page }) => {
    const titles = ['Desk', 'Markets', 'Tree', 'Pair trades', 'Chaos', 'Events'];
    const nav = page.getByRole('navigation', { name: 'Views' });
    await page.locator('.limits .meter').first().waitFor();
    for (const [at, title] of [...titles.entries()].reverse()) {
      await page.keyboard.press(String(at + 1));
      await nav.locator('[aria-current=page]').getByText(title, { exact: true }).waitFor();
    }
    await page.keyboard.press('2');
    await page.getByRole('searchbox').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('wide3');
    assert.is(await page.getByRole('searchbox').inputValue(), 'wide3');
    await page.keyboard.press('Escape');
    assert.is(await page.evaluate('document.activeElement === document.body'), true);
    await page.getByText('No market fits the filter.').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('wide-1');
    const focused = () => page.evaluate('document.activeElement?.textContent');
    for (let tabs = 0; tabs < TABS_MAX && (await focused()) !== 'wide-1'; tabs += 1) await page.keyboard.press('Tab');
    assert.is(await focused(), 'wide-1');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'wide-1' }).waitFor();
    await page.keyboard.press('Escape');
    await until('the list of markets', () => page.url().endsWith('#/markets'), SHOWN_MS);
    await page.keyboard.press('1');
    await page.getByRole('button', { name: 'Skip to the view' }).focus();
    await page.keyboard.press('Enter');
    assert.is(await page.evaluate('document.activeElement?.id'), 'main');
  }),
);

test(
  'a view that comes late does not stand in the place of the one that is looked at by then',
  house.visit(async ({ page }) => {
    await page.locator('.limits .meter').first().waitFor();
    let arrive: () => void = () => {};
    const held = new Promise<void>((done) => {
      arrive = done;
    });
    await page.route('**/markets-view.ts', async (route) => {
      await held;
      await route.continue();
    });
    await page.keyboard.press('2');
    await page.getByText('Loading the view …').waitFor();
    await page.keyboard.press('1');
    await page.locator('.limits .meter').first().waitFor();
    arrive();
    // Another import of the same module is told after the first one; then the page has had the time to draw.
    await page.evaluate('import("/page/markets-view.ts").then(() => new Promise(requestAnimationFrame))');
    await page.evaluate('new Promise((done) => setTimeout(done, 100))');
    assert.ok((await page.locator('.limits .meter').count()) > 0, 'the desk is gone');
  }),
);

test(
  'the whole page is light: every view together loads less than 300 kB',
  house.visit(async (visit) => {
    const { page } = visit;
    await page.addInitScript('performance.setResourceTimingBufferSize(10_000)');
    await page.goto('about:blank');
    await page.goto(`${visit.origin}/`);
    await eachPlace(visit, async () => {});
    const files = (await page.evaluate(LOADED)) as readonly LoadedFile[];
    const sum = (part: 'sent' | 'whole') => files.reduce((total, each) => total + each[part], 0);
    const firstMs = await page.evaluate('performance.getEntriesByName("first-contentful-paint")[0]?.startTime');
    console.log(
      `\n${files.length} files, ${sum('sent')} bytes sent, ${sum('whole')} unpacked; first paint after ${Math.round(Number(firstMs))} ms`,
    );
    assert.ok(files.length > 40, `${files.length} files`);
    assert.ok(sum('sent') < LOADED_MAX_BYTES, `${sum('sent')} bytes are sent`);
  }),
);

interface LoadedFile {
  readonly sent: number;
  readonly whole: number;
}

/** Everything but data: the document, and what it and the views load. */
const LOADED = `[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .filter(({ name }) => !new URL(name).pathname.startsWith('/api/'))
  .map(({ transferSize, decodedBodySize }) => ({ sent: transferSize, whole: decodedBodySize }))`;

test.run();
