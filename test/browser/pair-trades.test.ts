// Pair trades on the page: a pawn moves over the statechart to `merged` while somebody looks, and its way is told as the service has it.
import type { Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { PairTradeView } from '#domain/operator/views.ts';
import { until } from '../commands/command-line.ts';
import { barriers } from './barriers.ts';
import { House, panel } from './house.ts';

const house = new House();
test.after(() => house.close());

/** A window in which what is opened has to be scrolled to. */
const LOW = { window: { viewport: { width: 1366, height: 420 } } };
/** Two legs have to be filled by strangers first. */
const MERGED_MS = 120_000;
const pawns = (page: Page) => page.locator('.statechart .pawn title');

/** Open ones on the chart, by id. */
async function statesOn(page: Page): Promise<ReadonlyMap<string, string>> {
  const titles = await pawns(page).allTextContents();
  return new Map(
    titles.map((title) => {
      const [, , state = '', id = ''] = title.split(' · ');
      return [id, state];
    }),
  );
}

test(
  'a pair trade is seen to move from leg to leg and to reach merged',
  house.visit(async ({ page, to }) => {
    await to('pairs');
    const seen = new Map<string, Set<string>>();
    const merged = await until(
      'a pair trade that was seen open and is seen merged',
      async () => {
        for (const [id, state] of await statesOn(page)) seen.set(id, (seen.get(id) ?? new Set()).add(state));
        return [...seen].find(([, states]) => states.has('merged') && states.size > 2)?.[0];
      },
      MERGED_MS,
    );
    const list = panel(page, 'Pair trades');
    await list.getByRole('searchbox').fill(merged);
    const row = list.getByRole('row').filter({ hasText: merged });
    assert.match(await row.innerText(), /merged[\s\S]*buy YES[\s\S]*buy NO|merged[\s\S]*buy NO[\s\S]*buy YES/);
    await row.getByRole('button').click();
    const way = panel(page, merged);
    await way.waitFor();
    const head = await page.getByRole('banner').boundingBox();
    const top = (await way.boundingBox())?.y ?? 0;
    assert.ok(head && top >= head.y + head.height, `it begins at ${top}, under the bar`);
    assert.equal(await barriers(page), []);
    const told = await toldOf(page, merged);
    const states = await way.getByRole('table').first().getByRole('row').allInnerTexts();
    assert.equal(
      states.slice(1).map((line) => line.trim().split(/\s/)[0]),
      told.timeline.map(({ state }) => state),
    );
    assert.match(await way.innerText(), /profit [+−]?\$\d+\.\d\d/);
    assert.is(told.legs.length, 2);
    await panel(page, 'From planned to merged').getByText('merged', { exact: true }).waitFor();
  }, LOW),
);

async function toldOf(page: Page, id: string): Promise<PairTradeView> {
  const all = await page.evaluate(async () => (await (await fetch('/api/pair-trades?limit=1000')).json()) as unknown);
  const found = (all as readonly PairTradeView[]).find((each) => each.id === id);
  if (!found) throw new Error(`the service knows no ${id}`);
  return found;
}

test.run();
