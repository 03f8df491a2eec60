// Every view of the page over a service that trades: it shows what the service knows and changes by itself, without a touch.
import type { Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FAULTS } from '#domain/chaos/fault.ts';
import { ROWS_MAX } from '../../src/infra/operator/dashboard/event-pages.ts';
import { until } from '../commands/command-line.ts';
import { quoting } from '../commands/service.ts';
import { changes, grows, House, panel, SHOWN_MS } from './house.ts';

const house = new House();
test.after(() => house.close());

/** Hundreds of events have to happen first. */
const LONG_MS = 120_000;

test(
  'the desk says in a sentence what is going on and counts what happens as it happens',
  house.visit(async ({ page, service }) => {
    await quoting(service);
    const { markets } = await service.status();
    await page.getByText(/^Quoting both sides in (?:all )?\d/).waitFor();
    await page.locator('header .link').getByText('live', { exact: true }).waitFor();
    assert.match(
      await panel(page, 'Profit today').innerText(),
      /[+−]?\$\d[\s\S]*Spread[\s\S]*Inventory[\s\S]*Fees[\s\S]*Rebates[\s\S]*Rewards/,
    );
    assert.match(
      await panel(page, 'Limits and kill ladder').innerText(),
      /worst case \$\d[\s\S]*armed[\s\S]*exit[\s\S]*Daily loss/i,
    );
    await grows(panel(page, 'Health'), /([\d\s]+) market events/);
    await grows(panel(page, 'Health'), /([\d\s]+) plans/);
    assert.ok(markets.length >= 5);
  }),
);

test(
  'every market has a row with its quotes beside those of the others, and the rows follow the market',
  house.visit(async ({ page, service, to }) => {
    await to('markets');
    const table = page.getByRole('table');
    const { markets } = await quoting(service);
    for (const { slug } of markets) await table.getByRole('rowheader', { name: slug }).waitFor();
    await table.getByText('both sides').first().waitFor();
    assert.match(await table.innerText(), /\d¢/);
    await changes(table, 'the table of markets');
    await page.getByRole('searchbox').fill('jumpy');
    await until('only what fits the filter', async () => (await table.getByRole('rowheader').count()) === 1, SHOWN_MS);
  }),
);

test(
  'the page of a market has its book with our orders in it, its charts and its clock',
  house.visit(async ({ page, to }) => {
    await to('markets');
    await page.getByRole('link', { name: 'wide-1' }).click();
    await page.getByRole('heading', { name: 'wide-1' }).waitFor();
    const book = panel(page, 'Book');
    await book.getByText('◆').first().waitFor();
    await changes(book, 'the book');
    await panel(page, 'Our orders').getByText('resting').first().waitFor();
    const charts = panel(page, 'Over time');
    await until('three charts', async () => (await charts.locator('canvas').count()) === 3, SHOWN_MS);
    await until('ink on the first', () => inkOf(page), SHOWN_MS);
    assert.match(await panel(page, 'Clock').innerText(), /End[\s\S]*in \d+/);
  }),
);

test(
  'the tree has everybody, and an actor its own statechart with the state lit in which it is',
  house.visit(async ({ page, service, to }) => {
    await to('tree');
    const tree = page.getByRole('region', { name: 'Actors and their states' });
    for (const name of ['root', 'kill-switch', 'order-gateway', 'market wide-1'])
      await tree.getByRole('rowheader', { name }).waitFor();
    await changes(
      tree
        .getByRole('row', { name: /kill-switch/ })
        .getByRole('cell')
        .last(),
      'the events of the kill switch',
    );
    await tree.getByRole('button', { name: 'Open market:wide-1' }).click();
    await tree.getByRole('link', { name: 'quoter' }).click();
    const actor = page.getByRole('region', { name: 'market:wide-1/quoter' });
    const chart = actor.getByRole('group', { name: /^quoter: now in / });
    await chart.locator('.active').first().waitFor();
    await until(
      'the state that the service tells, lit',
      async () => {
        const state = (await service.status()).tree.find(({ id }) => id.endsWith('/market:wide-1/quoter'))?.state;
        const lit = await chart.locator('.active .chart-title').allTextContents();
        // Beside it the regime is lit, a region of its own.
        return state !== undefined && lit.includes(state.split('.').at(-1) ?? '');
      },
      SHOWN_MS,
    );
    await grows(actor, /(\d+) events/);
    assert.match(await actor.innerText(), /Last transitions[\s\S]*→[\s\S]*What it knows[\s\S]*planIntervalMs/);
  }),
);

test(
  'whatever happens is on the page of events at once, with a trace that leads to all of its kin',
  house.visit(async ({ page, to }) => {
    await to('events');
    const lines = page.getByRole('main').getByRole('listitem');
    await lines.first().waitFor();
    await changes(lines.first(), 'the newest event');
    await page.getByRole('combobox', { name: 'Kind' }).selectOption('fill');
    await until(
      'fills and nothing else',
      async () => {
        const kinds = await page.locator('.event-list .kind').allInnerTexts();
        return kinds.length > 0 && kinds.every((kind) => kind === 'fill');
      },
      SHOWN_MS,
    );
    await page.getByTitle('Everything of this trace').first().click();
    await page.getByRole('heading', { name: /^Trace/ }).waitFor();
    await page.getByText(/ sent/).first().waitFor();
  }),
);

test(
  'events that stand open for long are no more rows than at first, and older ones are still reached from there',
  house.visit(async ({ page, service, to }) => {
    await quoting(service);
    await to('events');
    const lines = page.locator('.event-list > li');
    await lines.first().waitFor();
    const began = await newestSeq(page);
    const told = async () => (await newestSeq(page)) - began;
    await until('events for twice as many rows', async () => (await told()) > 2 * ROWS_MAX, LONG_MS);
    const few = async () => {
      const rows = await lines.count();
      assert.ok(rows > ROWS_MAX / 4 && rows <= ROWS_MAX, `${rows} rows`);
    };
    await few();
    for (const _ of ['once', 'twice', 'and beyond what is kept']) {
      const last = await lines.last().textContent();
      await page.getByRole('button', { name: 'Older events' }).click();
      await until('older events', async () => (await lines.last().textContent()) !== last, SHOWN_MS);
      await few();
    }
    await page.getByRole('button', { name: 'To the newest events' }).click();
    await until('the top', async () => (await page.evaluate('scrollY')) === 0, SHOWN_MS);
    await changes(lines.first(), 'the newest event');
    await few();
  }),
);

test(
  'the catalogue of faults is there with a sentence each, and none was injected',
  house.visit(async ({ page, to }) => {
    await to('chaos');
    const faults = panel(page, 'Faults');
    await faults.getByText(`${FAULTS.length} faults`).waitFor();
    for (const { name, sentence } of FAULTS) {
      assert.is(await faults.getByRole('button', { name, exact: true }).count(), 1, name);
      assert.is(await faults.getByText(sentence, { exact: true }).count(), 1, sentence);
    }
    await panel(page, 'Injected').getByText('none at work').waitFor();
  }),
);

function newestSeq(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const [newest] = (await (await fetch('/api/events?limit=1')).json()) as readonly { readonly seq: number }[];
    return newest?.seq ?? 0;
  });
}

/** Whether a chart was really drawn, and not only made. */
function inkOf(page: Page): Promise<boolean> {
  return page
    .locator('canvas')
    .first()
    .evaluate((element) => {
      const canvas = element as unknown as { width: number; height: number; getContext(kind: string): Ink | null };
      const ink = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
      return ink?.some((value, at) => at % 4 === 3 && value > 0) ?? false;
    });
}

interface Ink {
  getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8Array };
}

test.run();
