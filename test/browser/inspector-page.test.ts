// The page that bridges our sockets to an inspector in a frame: in a real browser, with the package's own receiver on a page of
// another origin where the Stately inspector would be.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inspectorPage } from '#infra/operator/inspector-page.ts';
import { inspectedTree, SECRET, type Told } from '../infra/operator/inspected-tree.ts';
import { inBrowser } from './chromium.ts';

const PACKAGES = new URL('../../node_modules/', import.meta.url);
/** What the package needs for other things than receiving; a browser cannot load them as they are. */
const UNUSED = ['fast-safe-stringify', 'safe-stable-stringify', 'isomorphic-ws', 'partysocket', 'superjson', '#uuid'];

const imports = {
  '@statelyai/inspect': '/packages/@statelyai/inspect/dist/index.mjs',
  xstate: '/packages/xstate/dist/xstate.esm.js',
  ...Object.fromEntries(UNUSED.map((name) => [name, '/unused.js'])),
};

const VIEWER = `<!doctype html><title>viewer</title><script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module">
import { createBrowserReceiver } from '@statelyai/inspect';
window.told = [];
createBrowserReceiver().subscribe((news) => window.told.push(news));
</script>`;

/** A page of another origin, where an inspector lives. */
async function viewer(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] as string;
    const js = { 'content-type': 'text/javascript' };
    if (path === '/inspect') response.writeHead(200, { 'content-type': 'text/html' }).end(VIEWER);
    else if (path === '/unused.js')
      response.writeHead(200, js).end('export const stringify = 0, uuid = 0; export default { configure: () => 0 };');
    else if (path.startsWith('/packages/') && !path.includes('..'))
      response.writeHead(200, js).end(readFileSync(new URL(path.slice('/packages/'.length), PACKAGES)));
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/inspect`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface Viewer {
  readonly told: readonly Told[];
}

test('an inspector in the frame is told who lives and what happens, and nothing secret', () =>
  inBrowser('the inspector in its frame', async (page, problems) => {
    const stranger = await viewer();
    const tree = await inspectedTree(() => inspectorPage(stranger.url));
    try {
      tree.root.start();
      await page.goto(`${tree.origin}/inspect?filter=market:wide`);
      const frame = await (await page.waitForSelector('iframe')).contentFrame();
      assert.ok(frame);
      await page.waitForSelector('form.wanted');
      assert.match((await page.textContent('#said')) ?? '', /needs the token/);
      assert.equal(tree.rights, []);
      await page.fill('#key', 'typed-by-hand');
      await page.click('button');
      await frame.waitForFunction(() =>
        (globalThis as unknown as Viewer).told?.some(({ type }) => type === '@xstate.snapshot'),
      );
      tree.actor('market:jumpy-2/quoter').send({ type: 'GO' });
      tree.actor('market:wide-1/quoter').send({ type: 'GO' });
      await frame.waitForFunction(() =>
        (globalThis as unknown as Viewer).told.some(({ event }) => event?.type === 'GO'),
      );
      const told = (await frame.evaluate(() => (globalThis as unknown as Viewer).told)) as readonly Told[];
      assert.equal(
        told.filter(({ type }) => type === '@xstate.actor').map(({ name }) => name),
        ['market:wide-1/quoter'],
      );
      assert.not.ok(JSON.stringify(told).includes(SECRET));
      assert.equal(tree.rights, ['typed-by-hand']);
      assert.match((await page.textContent('#said')) ?? '', /connected, only market:wide/);
      assert.equal(problems, []);
    } finally {
      await tree.close();
      stranger.close();
    }
  }));

test('a frame that never answers is said plainly, and our own tree is offered', () =>
  inBrowser('an inspector that is not there', async (page) => {
    const tree = await inspectedTree(() => inspectorPage('https://stately.invalid/inspect'));
    try {
      await page.clock.install();
      await page.goto(`${tree.origin}/inspect`);
      await page.clock.runFor(11_000);
      assert.match(
        (await page.textContent('#said')) ?? '',
        /does not answer: https:\/\/stately\.invalid cannot be reached/,
      );
      assert.is(await page.getAttribute('header a', 'href'), '/#/tree');
      assert.is(tree.hub.inspectors, 0);
    } finally {
      await tree.close();
    }
  }));

test.run();
