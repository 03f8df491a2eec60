// What the page around the inspector may load; how it bridges is tried in a real browser, in test/browser.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inspectorPage } from '#infra/operator/inspector-page.ts';

test('the page may frame the inspector and load nothing else', () => {
  const { headers, html } = inspectorPage();
  const policy = headers['content-security-policy'] ?? '';
  assert.match(policy, /(^|; )default-src 'none';/);
  assert.match(policy, /; frame-src https:\/\/stately\.ai;/);
  assert.not.match(policy, /unsafe|\*/);
  assert.match(html, /data-from="https:\/\/stately\.ai\/inspect"/);
});

test.run();
