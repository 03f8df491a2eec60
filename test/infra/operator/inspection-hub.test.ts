// Inspectors over real sockets, with the receiver of the package whose format it is.
import { connect } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { WebSocket } from 'ws';
import { rightOf } from '#infra/operator/inspection-protocol.ts';
import { type InspectedTree, inspectedTree, received, SECRET, type Told } from './inspected-tree.ts';

async function inspected(use: (tree: InspectedTree) => Promise<void>): Promise<void> {
  const tree = await inspectedTree();
  try {
    await use(tree);
  } finally {
    await tree.close();
  }
}

const names = (told: readonly Told[]) => told.filter(({ type }) => type === '@xstate.actor').map(({ name }) => name);
const has = (type: string) => (told: readonly Told[]) => told.some(({ event }) => event?.type === type);
const states = (told: readonly Told[]) =>
  told.flatMap(({ snapshot }) => (snapshot ? [snapshot.value ?? snapshot.status] : []));

/** A socket of our own: the package's cannot say anything. */
function visitor(tree: InspectedTree, filter = '', options = {}) {
  const socket = new WebSocket(
    `${tree.origin.replace('http', 'ws')}/inspect?filter=${encodeURIComponent(filter)}`,
    options,
  );
  const closed = new Promise<{ code: number; reason: string }>((done) =>
    socket.on('close', (code, reason) => done({ code, reason: String(reason) })),
  );
  const refused = new Promise<{ status: number; body: string }>((done) =>
    socket.on('unexpected-response', (_, response) => {
      let body = '';
      response.on('data', (part) => {
        body += part;
      });
      response.on('end', () => done({ status: response.statusCode ?? 0, body }));
    }),
  );
  socket.on('error', () => {});
  const opened = new Promise<void>((done) => socket.on('open', () => done()));
  return { socket, closed, refused, opened };
}

test('who comes before the tree has started sees it start', () =>
  inspected(async ({ origin, root }) => {
    const { told, until } = received(origin);
    await until((all) => names(all).includes('root'));
    root.start();
    await until(has('xstate.init'));
    await until((all) => names(all).includes('market:jumpy-2/quoter'));
    assert.ok(told.every(({ type }) => ['@xstate.actor', '@xstate.event', '@xstate.snapshot'].includes(type)));
  }));

test('who comes late is told everybody who lives and their newest snapshot, then what happens', () =>
  inspected(async ({ origin, root, actor }) => {
    root.start();
    actor('market:wide-1/quoter').send({ type: 'GO' });
    const { told, until } = received(origin);
    await until((all) => all.filter(({ type }) => type === '@xstate.snapshot').length === 3);
    assert.equal(names(told), ['root', 'market:wide-1/quoter', 'market:jumpy-2/quoter']);
    assert.ok(states(told).includes('quoting'));
    assert.is(JSON.parse(told.find(({ name }) => name === 'market:wide-1/quoter')?.definition as string).id, 'quoter');
    actor('market:jumpy-2/quoter').send({ type: 'GO' });
    await until(has('GO'));
    root.send({ type: 'BEAR' });
    await until((all) => names(all).includes('market:late/quoter'));
  }));

test('a machine that crashes is seen to', () =>
  inspected(async ({ origin, root, actor }) => {
    root.start();
    const { told, until } = received(origin);
    await until((all) => names(all).length === 3);
    actor('market:wide-1/quoter').send({ type: 'BREAK' });
    await until((all) => all.some(({ snapshot }) => snapshot?.status === 'error'));
    assert.not.ok(JSON.stringify(told).includes(SECRET));
  }));

test('an inspector of one market hears of no other, and may ask for another one', () =>
  inspected(async (tree) => {
    tree.root.start();
    const { socket, opened } = visitor(tree, '^market:wide');
    const heard: Told[] = [];
    let look = () => {};
    socket.on('message', (text) => {
      heard.push(JSON.parse(String(text)));
      look();
    });
    const until = (stop: () => boolean) =>
      new Promise<void>((done) => {
        look = () => stop() && done();
        look();
      });
    await opened;
    await until(() => names(heard).length === 1);
    tree.actor('market:jumpy-2/quoter').send({ type: 'GO' });
    tree.actor('market:wide-1/quoter').send({ type: 'GO' });
    await until(() => has('GO')(heard));
    assert.equal(names(heard), ['market:wide-1/quoter']);
    assert.is(
      heard.filter(({ event }) => event?.type === 'GO').filter(({ type }) => type === '@xstate.event').length,
      1,
    );
    socket.send(JSON.stringify({ filter: 'jumpy' }));
    await until(() => names(heard).includes('market:jumpy-2/quoter'));
    socket.close();
  }));

test('five thousand events in one go are told as five hundred, and the count of the others', () =>
  inspected(async ({ origin, root, actor }) => {
    root.start();
    const { told, until } = received(origin);
    await until((all) => names(all).length === 3);
    for (let n = 0; n < 5_000; n += 1) actor('market:wide-1/quoter').send({ type: 'COUNT' });
    await until(has('bothsides.leftOut'));
    const events = told.filter(({ type, event }) => type === '@xstate.event' && event?.type === 'COUNT');
    const notice = told.find(({ event }) => event?.type === 'bothsides.leftOut')?.event as unknown as {
      events: number;
    };
    assert.is(events.length + notice.events, 5_000);
    assert.ok(events.length <= 500);
  }));

test('who reads slowly loses what it is too slow for and is told everything anew when it has caught up', () =>
  inspected(async (tree) => {
    tree.root.start();
    const { socket, opened } = visitor(tree);
    await opened;
    socket.pause();
    const session = tree.root.sessionId;
    const text = JSON.stringify({ type: '@xstate.event', pad: 'x'.repeat(100_000) });
    const flood = Array.from({ length: 300 }, () => ({ kind: 'notice' as const, actor: 'root', session, text }));
    tree.hub.take(null, flood);
    assert.ok(tree.hub.dropped > 0);
    const before = tree.rosters.length;
    let heard = 0;
    socket.on('message', () => {
      heard += 1;
    });
    const again = new Promise<void>((done) =>
      socket.on('message', (news) => {
        if (tree.rosters.length > before && String(news).includes('@xstate.actor')) done();
      }),
    );
    socket.resume();
    await again;
    assert.ok(heard < 300, String(heard));
    socket.terminate();
  }));

test('the tree is looked at only while an inspector is there', () =>
  inspected(async (tree) => {
    tree.root.start();
    assert.not(tree.tap.isListening);
    const { socket, opened, closed } = visitor(tree);
    await opened;
    assert.ok(tree.tap.isListening);
    socket.close();
    await closed;
    while (tree.hub.inspectors > 0) await new Promise((done) => setImmediate(done));
    assert.not(tree.tap.isListening);
  }));

test('whatever an inspector says but a filter closes its socket with the reason', () =>
  inspected(async (tree) => {
    tree.root.start();
    const said: readonly (readonly [string | Buffer, number, RegExp])[] = [
      ['not json', 1008, /this door only tells/],
      ['null', 1008, /this door only tells/],
      ['[]', 1008, /this door only tells/],
      ['{"filter":7}', 1008, /this door only tells/],
      ['{"type":"@xstate.event","sessionId":"x:0","event":{"type":"FORGED"}}', 1008, /this door only tells/],
      ['{"filter":"(a"}', 1008, /filter: a \( without a \)/],
      [Buffer.from([1, 2, 3]), 1008, /this door only tells/],
      ['x'.repeat(5_000), 1009, /^$/],
    ];
    for (const [text, code, reason] of said) {
      const { socket, closed, opened } = visitor(tree);
      await opened;
      socket.send(text);
      const end = await closed;
      assert.is(end.code, code, String(text).slice(0, 40));
      assert.match(end.reason, reason);
    }
    const { told, until } = received(tree.origin);
    await until((all) => names(all).length === 3);
    assert.not.ok(has('FORGED')(told));
  }));

test('an inspector that changes its mind all the time is sent away', () =>
  inspected(async (tree) => {
    tree.root.start();
    const { socket, closed, opened } = visitor(tree);
    await opened;
    for (let n = 0; n < 30; n += 1) socket.send(JSON.stringify({ filter: `wide-${n}` }));
    const end = await closed;
    assert.is(end.code, 1008);
    assert.match(end.reason, /too many changes/);
    assert.ok(tree.rosters.length <= 21, String(tree.rosters.length));
  }));

test('a filter that is none, too many inspectors and bytes that are no WebSocket are answered', () =>
  inspected(async (tree) => {
    const bad = await visitor(tree, '(?=a)').refused;
    assert.is(bad.status, 400);
    assert.is(JSON.parse(bad.body).field, 'filter');
    const sixteen = Array.from({ length: 16 }, () => visitor(tree));
    await Promise.all(sixteen.map(({ opened }) => opened));
    const full = await visitor(tree).refused;
    assert.is(full.status, 503);
    assert.match(JSON.parse(full.body).error, /16 inspectors/);
    for (const { socket } of sixteen) socket.terminate();
    while (tree.hub.inspectors > 0) await new Promise((done) => setImmediate(done));
    const { port } = new URL(tree.origin);
    const answer = await new Promise<string>((done) => {
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write(
          'GET /inspect HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: short\r\n\r\n',
        ),
      );
      let text = '';
      socket.on('data', (part) => {
        text += part;
      });
      socket.on('close', () => done(text));
    });
    assert.match(answer, /^HTTP\/1\.1 400 /);
  }));

test('a right is heard as the name of a protocol or in the address, and the answer takes our protocol only', () =>
  inspected(async (tree) => {
    const offered = {
      url: '/inspect?token=abc',
      headers: { 'sec-websocket-protocol': 'bothsides.inspection, bothsides.right.xyz' },
    };
    assert.is(rightOf(offered), 'xyz');
    assert.is(rightOf({ url: '/inspect?token=abc', headers: {} }), 'abc');
    assert.is(rightOf({ url: '/inspect', headers: {} }), undefined);
    assert.is(rightOf({ url: 'http://[', headers: {} }), undefined);
    const socket = new WebSocket(`${tree.origin.replace('http', 'ws')}/inspect`, [
      'bothsides.inspection',
      'bothsides.right.xyz',
    ]);
    await new Promise((done) => socket.on('open', done));
    assert.is(socket.protocol, 'bothsides.inspection');
    socket.terminate();
  }));

test.run();
