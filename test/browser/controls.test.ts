// What a person does to the whole house from the page: refused in words without the token, done at once with it, and seen.
import type { Page } from 'playwright-core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { until } from '../commands/command-line.ts';
import { quoting, restingIn } from '../commands/service.ts';
import { barriers } from './barriers.ts';
import { House, panel, SHOWN_MS, type Visit } from './house.ts';

const house = new House();
test.after(() => house.close());

const dialog = (page: Page) => page.getByRole('dialog');
const sentence = (page: Page) => page.locator('.sentence');

async function ask(page: Page, control: string): Promise<void> {
  await panel(page, 'Controls')
    .getByRole('button', { name: new RegExp(`^${control}`) })
    .click();
  await dialog(page).waitFor();
}

/** Types the word, and the token where one is asked for. */
async function typed(page: Page, word: string, token: string | null): Promise<void> {
  await dialog(page).getByLabel(`Type “${word}” to confirm`).fill(word);
  if (token !== null) await dialog(page).getByLabel('Operator token').fill(token);
  await page.keyboard.press('Enter');
}

async function nothingHappened({ page, service }: Visit): Promise<void> {
  const { admission } = await quoting(service);
  assert.is(admission.mode, 'open');
  assert.match(await sentence(page).innerText(), /^(?!Halted)/);
  await page.getByRole('list', { name: 'Kill ladder' }).locator('[aria-current=step]').getByText('armed').waitFor();
}

test(
  'nothing is sent before the word is typed, and Esc leaves everything as it was',
  house.visit(async (visit) => {
    const { page, service, token } = visit;
    await quoting(service);
    await ask(page, 'Halt');
    const go = dialog(page).getByRole('button', { name: 'Halt' });
    assert.ok(await go.isDisabled());
    await dialog(page).getByLabel('Type “halt” to confirm').fill('hal');
    await dialog(page).getByLabel('Operator token').fill(token);
    assert.ok(await go.isDisabled());
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    await nothingHappened(visit);
  }),
);

test(
  'a halt without the token is refused in words, and nothing happens',
  house.visit(
    async (visit) => {
      const { page, service } = visit;
      await quoting(service);
      await ask(page, 'Halt');
      await typed(page, 'halt', null);
      await dialog(page).getByRole('alert').getByText(/token/).waitFor();
      await nothingHappened(visit);
    },
    { expected: [/answered 401: .*\/api\/halt/, /console: .*401/] },
  ),
);

test(
  'a halt with a wrong token is refused in words, and the wrong token is forgotten',
  house.visit(
    async (visit) => {
      const { page, service } = visit;
      await quoting(service);
      await ask(page, 'Halt');
      await typed(page, 'halt', 'a-guess');
      await dialog(page).getByRole('alert').getByText(/token/).waitFor();
      assert.equal(await barriers(page), []);
      await dialog(page).getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: /^No token in this tab/ }).waitFor();
      await nothingHappened(visit);
    },
    { expected: [/answered 401: .*\/api\/halt/, /console: .*401/] },
  ),
);

test(
  'a halt with the token takes every order out, is said everywhere, and ends when somebody resumes',
  house.visit(async ({ page, service, token, to }) => {
    await quoting(service);
    await ask(page, 'Halt');
    await dialog(page).getByLabel('Reason, kept with it').fill('lunch');
    await typed(page, 'halt', token);
    await page.getByText('Halted: everything is being cancelled.').waitFor();
    await sentence(page)
      .getByText(/^Halted: everything is cancelled and nothing is quoted\. Why: by hand \(lunch\)\./)
      .waitFor();
    await panel(page, 'Limits and kill ladder')
      .getByText(/Latched at cancel all:.*lunch/)
      .waitFor();
    assert.equal(await barriers(page), []);
    await until('no order of ours', async () => restingIn(await service.status()) === 0, SHOWN_MS);
    await to('markets');
    await page.getByRole('rowheader', { name: 'wide-1' }).waitFor();
    const quotes = page.locator('.market-table').locator('.bid, .ask');
    await until('no quote of ours on the page', async () => (await quotes.count()) === 0, SHOWN_MS);
    await to('desk');
    await ask(page, 'Resume');
    assert.is(await dialog(page).getByLabel('Operator token').count(), 0);
    await typed(page, 'resume', null);
    await page.getByText('Resumed.').waitFor();
    await quoting(service);
    await sentence(page)
      .getByText(/^Quoting both sides in (?!none)/)
      .waitFor();
    await to('markets');
    await until('quotes of ours on the page', async () => (await quotes.count()) > 1, SHOWN_MS);
    await to('events');
    await page
      .getByText(/by hand/)
      .first()
      .waitFor();
  }),
);

test(
  'reduce only is another rung, and says so until somebody resumes',
  house.visit(async ({ page, token }) => {
    await ask(page, 'Reduce only');
    await typed(page, 'reduce', token);
    await sentence(page)
      .getByText(/^Reduce only: no order may add risk/)
      .waitFor();
    const ladder = page.getByRole('list', { name: 'Kill ladder' });
    await ladder.locator('[aria-current=step]').getByText('reduce only').waitFor();
    await ask(page, 'Resume');
    await typed(page, 'resume', null);
    await ladder.locator('[aria-current=step]').getByText('armed').waitFor();
  }),
);

test.run();
