// Loads every module of the two pure layers, each by its own name: none may fail, and one that left something running would
// hang here. It also makes coverage honest: a file that no other test loads counts with its real lines, and one of types
// alone does not count as bare.
import { readdirSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const ROOT = new URL('../src/', import.meta.url);

for (const layer of ['domain', 'machines'])
  test(`every module of ${layer} loads by itself`, async () => {
    const names = readdirSync(new URL(layer, ROOT), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    assert.ok(names.length > 0);
    for (const name of names) await import(new URL(`${layer}/${name}`, ROOT).href);
  });

test.run();
