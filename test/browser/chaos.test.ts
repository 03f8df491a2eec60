// Faults injected from the page: what they do is seen on it, step by step, until all is well again.
import type { Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { quoting } from '../commands/service.ts';
import { barriers } from './barriers.ts';
import { House, panel } from './house.ts';

const house = new House();
test.after(() => house.close());

const QUOTER = 'market:wide-1/quoter';

/** Of the fault that is open. */
const formOf = (page: Page) => panel(page, 'Faults').locator('form');

/** Fills the form of one fault and presses the button. */
async function inject(page: Page, fault: string, fields: Readonly<Record<string, string>>): Promise<void> {
  await panel(page, 'Faults').getByRole('button', { name: fault, exact: true }).click();
  const form = formOf(page);
  for (const [name, typed] of Object.entries(fields)) await form.getByLabel(name, { exact: true }).fill(typed);
  await form.getByRole('button', { name: 'Inject' }).click();
}

async function giveToken(page: Page, token: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Operator token' });
  await dialog.getByLabel('Operator token').fill(token);
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await dialog.waitFor({ state: 'detached' });
}

test(
  'a crash injected from the page strikes its actor, and the page sees it heal',
  house.visit(
    async ({ page, service, token, to }) => {
      await quoting(service);
      await to('chaos');
      await inject(page, 'crash', { target: QUOTER });
      await giveToken(page, token);
      await page.getByText(/^chaos-\d+: crash is injected/).waitFor();
      const told = panel(page, 'Injected').getByRole('listitem').first();
      await told.getByRole('link', { name: QUOTER }).waitFor();
      await told.getByText(/^healed/).waitFor();
      assert.match(await told.innerText(), /crashed: chaos/);
      await told.getByRole('link', { name: QUOTER }).click();
      const actor = page.getByRole('region', { name: QUOTER });
      await actor.getByText('1 restart').waitFor();
      await actor.getByRole('group', { name: /^quoter: now in active/ }).waitFor();
      await to('desk');
      await panel(page, 'Faults lately').getByText(QUOTER).first().waitFor();
      await quoting(service);
    },
    { expected: [/answered 401: .*\/api\/chaos/, /console: .*401/] },
  ),
);

test(
  'a fault for nobody is refused at the field that is wrong',
  house.visit(
    async ({ page, token, to }) => {
      await to('chaos');
      await inject(page, 'crash', { target: 'market:nowhere/quoter' });
      await giveToken(page, token);
      const form = formOf(page);
      await form.getByRole('alert').waitFor();
      assert.equal(await barriers(page), []);
      assert.is(await form.getByLabel('target', { exact: true }).getAttribute('aria-invalid'), 'true');
    },
    { expected: [/answered 401: /, /answered 400: .*\/api\/chaos/, /console: .*400/, /console: .*401/] },
  ),
);

test(
  'while the actor behind the page is deaf the page says what is old, and catches up when it hears again',
  house.visit(
    async ({ page, token, to }) => {
      await to('chaos');
      await inject(page, 'deaf', { target: 'operator', for: '9s' });
      await giveToken(page, token);
      await to('markets/wide-1');
      const old = page.getByText(/^The book and the orders below are old: \S/);
      await page.getByText('Asking for the book …').waitFor();
      await page.getByRole('alert').waitFor();
      await page.locator('.ladder-table .ours').first().waitFor();
      await old.waitFor({ state: 'detached' });
      await to('chaos');
      await panel(page, 'Injected')
        .getByText(/^healed/)
        .nth(1)
        .waitFor();
    },
    { expected: [/answered 401: /, /answered 504: .*\/api\/markets\/wide-1/, /console: .*401/, /console: .*504/] },
  ),
);

test.run();
