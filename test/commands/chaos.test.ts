// Faults as a person types them: explained, refused by name, injected into a running service and watched until it is well.
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FAULTS } from '#domain/chaos/fault.ts';
import { ask } from '#infra/operator/control-socket.ts';
import { FAULT_PARAMS, readFaultWords } from '../../src/commands/fault-words.ts';
import { bothsides, endAll, inside, until } from './command-line.ts';
import { quoting, type Service, simFolder, startService, stateFolder } from './service.ts';

test.after.each(endAll);

test('the list and the help explain every fault in its sentence', async () => {
  const list = await inside(['chaos', 'list']);
  assert.is(list.code, 0);
  const help = await bothsides(['chaos', '--help']);
  assert.is(help.code, 0);
  for (const { name, sentence, params } of FAULTS) {
    assert.match(list.stdout, new RegExp(`^${name}\\b.*\\n {2}${escaped(sentence)}$`, 'm'));
    assert.match(help.stdout, new RegExp(`^ {2}${name} +${escaped(sentence)}$`, 'm'));
    for (const key of Object.keys(params)) assert.match(list.stdout, new RegExp(`--${key} `));
  }
  assert.match(list.stdout, /^crash --target ACTOR$/m);
  assert.match(list.stdout, /^framesDropped \[--target MARKET\] \[--for 10s\]$/m);
  assert.match(list.stdout, /^ {4}--share 0.2 {2}Share of frames that it strikes. 0.001 to 1 share$/m);
});

test('what is typed wrongly is named before any service is asked', async () => {
  const cases: [readonly string[], RegExp][] = [
    [[], /chaos needs a fault, or one of list, active, clear/],
    [['crsh', '--target', 'quoter'], /"crsh" is no fault; did you mean crash\?/],
    [['lst'], /no fault lst; did you mean list\?/],
    [['crash'], /--target: crash needs the address or kind of an actor/],
    [['crash', 'quoter'], /quoter is not expected after crash/],
    [['crash', '--target', 'quoter', '--where', 'heart'], /--where: must be one of action, guard/],
    [['crash', '--target', 'quoter', '--for', '5s'], /--for: crash happens at once/],
    [['cancelOnly', '--for', 'soon'], /--for: must be a duration/],
    [['cancelOnly', '--share', '1'], /--share: is no parameter of cancelOnly; it has none/],
    [['cancelOnly', '--shar', '1'], /no option --shar; did you mean --share\?/],
    [['diskFull', '--target', 'wide-1'], /--target: diskFull strikes the files as a whole/],
    [['list', '--for', '5s'], /--for does not go with list/],
    [['active', '--watch'], /--watch does not go with active/],
    [['clear'], /clear needs the id of one fault/],
    [['list', 'crash'], /list stands alone/],
  ];
  for (const [words, problem] of cases) {
    const { code, error } = await inside(['chaos', ...words, '--state.directory', stateFolder()]);
    assert.is(code, 2, words.join(' '));
    assert.match(String(error), problem);
  }
});

test('without a service there is nobody to strike', async () => {
  const { code, error } = await inside(['chaos', 'active', '--state.directory', stateFolder()]);
  assert.is(code, 1);
  assert.match(String(error), /no service answers/);
});

test('no parameter of a fault is taken for a setting', async () => {
  const { settingsTable } = await import('#domain/settings.ts');
  const keys = settingsTable().map(({ key }) => key);
  for (const name of ['target', 'for', ...FAULT_PARAMS]) assert.not(keys.includes(name), name);
});

test('the words of a fault are read as the command line reads them', () => {
  assert.equal(readFaultWords(['crash', '--target', 'quoter', '--for', '5s', '--where', 'guard']), {
    fault: 'crash',
    target: 'quoter',
    forMs: '5s',
    params: { where: 'guard' },
  });
  for (const words of [
    ['crash', 'quoter'],
    ['crash', '--target'],
    ['crash', '--target', 'a', '--target', 'b'],
  ])
    assert.throws(() => readFaultWords(words), /not expected|needs a value|given twice/);
});

interface Told {
  readonly restarts: number;
  readonly faults: readonly { readonly actor: string }[];
}

test('actors of a running service are killed from the command line and heal before one’s eyes', async () => {
  const state = stateFolder();
  const service = await startService(state, '--sim.markets', 'liquid,wide', '--sim.statusEveryMs', '250');
  await quoting(service);
  const chaos = (...words: readonly string[]) => bothsides(['chaos', ...words, '--state.directory', state]);
  const slug = (await service.status()).markets.find((market) => market.slug.startsWith('wide'))?.slug;

  const killed = await chaos('crash', '--target', `market:${slug}/quoter`, '--watch');
  assert.is(killed.code, 0, killed.stderr);
  assert.match(
    killed.stdout,
    new RegExp(`^chaos-1 crash --target market:${slug}/quoter -> market:${slug}/quoter: striking`),
  );
  assert.match(killed.stdout, /: healed after \d+ ms\n$/);
  assert.is(((await service.status()) as unknown as { counters: Told }).counters.restarts, 1);
  assert.ok(((await service.status()) as unknown as Told).faults.some(({ actor }) => actor === 'chaos'));
  const row = new RegExp(`^${slug} .* 1 +-?\\d+\\.\\d\\d`, 'm');
  await until('the restart in the table', () => row.test(service.process.stdout().slice(-3_000)), 20_000);

  const nobody = await chaos('crash', '--target', 'market:nowhere/quoter');
  assert.is(nobody.code, 2);
  assert.match(nobody.stderr, /target: no actor is market:nowhere\/quoter/);

  const lasting = await chaos('outcomeSilent', '--target', slug ?? '', '--for', '10m');
  assert.is(lasting.code, 0);
  assert.match((await chaos('active')).stdout, /^chaos-2 outcomeSilent .* --for 10m: striking\n$/);
  await until('the fault in the table', () => /^chaos: chaos-2 outcomeSilent/m.test(service.process.stdout()), 20_000);
  assert.is((await chaos('clear', 'chaos-2')).code, 0);
  assert.is((await chaos('clear', 'chaos-2')).code, 2);
  await healed(state, 'chaos-2');
  assert.is((await chaos('active')).stdout, 'nothing strikes, and everything is well\n');
  await quoting(service);
  await endsWell(service);
});

test('a market that a divergence halted comes back by its name, and no other', async () => {
  const state = stateFolder();
  const service = await startService(state, '--sim.markets', 'liquid,wide');
  const { markets } = await quoting(service);
  const [slug = ''] = markets.map((market) => market.slug);
  const halted = await bothsides([
    'chaos',
    'holdingDrift',
    '--target',
    slug,
    '--shares',
    '10',
    '--watch',
    '--state.directory',
    state,
  ]);
  assert.is(halted.code, 1, halted.stderr);
  assert.match(halted.stdout, new RegExp(`latched: ${slug} is halted: divergence`));
  const other = await bothsides(['control', 'resume', 'nowhere', '--state.directory', state]);
  assert.is(other.code, 2);
  assert.match(other.stderr, /market "nowhere" is not halted/);
  assert.is((await bothsides(['control', 'resume', slug, '--state.directory', state])).code, 0);
  const phase = async () => (await service.status()).markets.find((market) => market.slug === slug)?.phase;
  await until('the market to trade', async () => ['trading', 'inPlay'].includes((await phase()) ?? ''), 20_000);
  await service.stopBy('SIGTERM');
});

test('the exchange inside of a running service is struck by the port that the service prints', async () => {
  const state = stateFolder();
  const service = await startService(state, '--sim.markets', 'liquid');
  await quoting(service);
  const port = /exchange http:\/\/127\.0\.0\.1:(\d+)/.exec(service.process.stdout())?.[1] ?? '';
  const chaos = (...words: readonly string[]) =>
    inside(['chaos', ...words, '--exchange', port, '--state.directory', state]);
  const time = async () => (await fetch(`http://127.0.0.1:${port}/time`)).status;
  assert.is(await time(), 200);
  assert.match((await chaos('rateLimited', '--for', '1h')).stdout, /^chaos-1 rateLimited --for 1h: strikes, /);
  assert.is(await time(), 429);
  assert.is((await chaos('clear', 'chaos-1')).code, 0);
  assert.is(await time(), 200);
  await endsWell(service);
  assert.match(String((await chaos('active')).error), /no service answers/);
});

function healed(state: string, id: string): Promise<boolean> {
  const socket = join(simFolder(state), 'control.sock');
  const look = async () => ((await ask(socket, 'chaos', ['show', id])) as { state: string }).state === 'healed';
  return until(`${id} to heal`, look, 20_000);
}

async function endsWell(service: Service): Promise<void> {
  const { code, stdout } = await service.stopBy('SIGTERM');
  assert.is(code, 0, stdout.slice(-500));
  assert.match(stdout, /^residual 0$/m);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

test.run();
