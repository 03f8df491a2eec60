// What keeps people out of a page who see, hear or click otherwise, as axe-core finds it in a real browser.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import * as assert from 'uvu/assert';

const AXE = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

interface Judgement {
  readonly violations: readonly Violation[];
  readonly passes: readonly unknown[];
}

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** Serious and critical ones, in words, of the page as it stands. */
export async function barriers(page: Page): Promise<readonly string[]> {
  // Through the debugger: the page's own policy lets no script of ours in, and has to stay in force.
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(AXE);
  const { violations: found, passes } = (await page.evaluate('axe.run(document)')) as Judgement;
  assert.ok(passes.length > 10, `only ${passes.length} rules were tried`);
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary}`);
}
