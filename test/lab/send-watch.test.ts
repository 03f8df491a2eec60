// An order that may not leave, for each reason there is: the check of that name says so, and nothing else does.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { marketId } from '#domain/ids.ts';
import { Decimal, MICRO, type Shares } from '#domain/units.ts';
import type { CheckName } from '#lab/checks.ts';
import { type SmallNight, smallNight } from './small-night.ts';

const FINE = 'yesBid 0.30 x 20';

/** What is said when `text` leaves a house without orders, after `spoil`. */
async function said(text: string, spoil: (night: SmallNight) => void = () => {}): Promise<readonly CheckName[]> {
  const night = await smallNight();
  night.clear();
  spoil(night);
  night.send(night.intent(text));
  night.end();
  return night.checks();
}

const state = ({ stage, market }: SmallNight) => {
  const found = stage.life.desk.markets.get(market.id);
  if (!found) throw new Error('nobody knows the market');
  return found;
};

test('an order that may leave leaves without a word', async () => {
  assert.equal(await said(FINE), []);
  assert.equal(await said('noBid 0.30 x 20'), []);
  const own = await smallNight();
  assert.ok(own.scene.figures.sent >= 2, 'the house itself sent some');
  assert.equal(own.checks(), []);
  own.end();
});

test('an order leaves once, with a row, of a quoter that lives', async () => {
  const night = await smallNight();
  night.clear();
  night.send(night.intent(FINE), false);
  assert.equal(night.checks(), ['intent', 'owner']);
  const twice = night.intent(FINE);
  night.send(twice);
  assert.equal(night.checks(), []);
  night.send(twice, false);
  assert.equal(night.checks(), ['owner']);
  night.clear();
  const { stateOf } = night.stage.life.tree;
  night.stage.life.tree.stateOf = (address) => (address.endsWith('/quoter') ? null : stateOf(address));
  night.send(night.intent(FINE));
  assert.equal(night.checks(), ['owner']);
  night.end();
});

test('a slot that holds a live order takes no second one', async () => {
  const night = await smallNight();
  night.send(night.intent(FINE));
  assert.equal(night.checks(), ['slot']);
  night.end();
});

test('a bid at or above an ask of our own is said to cross it, from either side', async () => {
  const beside = (text: string) => (night: SmallNight) => night.rest(night.intent(text), { exchange: false });
  assert.equal(await said('yesBid 0.40 x 20', beside('noBid 0.60 x 20')), ['selfCross']);
  assert.equal(await said('noBid 0.60 x 20', beside('yesBid 0.41 x 20')), ['selfCross']);
  assert.equal(await said('yesBid 0.39 x 20', beside('noBid 0.60 x 20')), []);
});

test('terms: off the tick, too small, too large, a broken lot, shares or cash that are not there', async () => {
  for (const text of ['yesBid 0.305 x 20', 'yesBid 0.30 x 4', 'yesBid 0.30 x 401', 'yesBid 0.30 x 20.001'])
    assert.equal(await said(text), ['terms'], text);
  assert.equal(await said('yesAsk 0.60 x 20'), ['terms']);
  const broke = ({ stage: { life } }: SmallNight) => {
    const cash = life.desk.accounts.cash().held.minus(5).toFixed();
    life.desk.book({ fact: 'flow', atMs: life.desk.clock.now(), kind: 'withdrawal', market: null, cash });
  };
  assert.equal(await said(FINE, broke), ['terms']);
});

test('an order in a market that nobody knows has neither quoter nor book nor terms', async () => {
  const night = await smallNight();
  night.send({ ...night.intent(FINE), market: marketId('nowhere') });
  assert.equal(night.checks(), ['owner', 'untrusted', 'terms']);
  night.end();
});

test('a book that is suspect, empty, wrong as it was told or long unheard of is none to quote on', async () => {
  assert.equal(await said(FINE, (night) => state(night).book.distrust('a test')), ['untrusted']);
  assert.equal(await said(FINE, (night) => state(night).forgetBook()), ['untrusted']);
  const told = (night: SmallNight) => {
    night.scene.witness.bookProblem = () => 'crossed as it was told';
  };
  assert.equal(await said(FINE, told), ['untrusted']);
  const unheard = ({ scene, stage }: SmallNight) => {
    const longAgo = stage.clock.now() - 60_000;
    scene.witness.toldMs = () => longAgo;
    scene.world.ports.stream.heardMs = () => longAgo;
  };
  assert.equal(await said(FINE, unheard), ['untrusted']);
});

test('nothing leaves a gateway that is closed, and only what reduces one that says so', async () => {
  for (const mode of ['closed', 'noNewQuotes', 'halted'] as const) {
    const shut = ({ stage }: SmallNight) => {
      stage.life.desk.admission = { mode, why: 'a test' };
    };
    assert.equal(await said(FINE, shut), ['admission'], mode);
  }
});

test('a latch lets nothing out, or nothing that adds risk', async () => {
  for (const rung of ['noNewQuotes', 'cancelAll', 'drain', 'exit', 'reduceOnly']) {
    const latch = ({ stage }: SmallNight) => {
      stage.tree.latched = rung;
    };
    assert.equal(await said(FINE, latch), ['latch'], rung);
  }
});

test('what reduces together with all that is on its way reduces, and what turns a position around does not', async () => {
  const short = (shares: number) => (night: SmallNight) => {
    night.stage.tree.latched = 'reduceOnly';
    const { accounts } = night.stage.life.desk;
    const position = accounts.position(night.market.id);
    accounts.position = () => ({
      ...position,
      yes: { ...position.yes, held: 0 as Shares },
      no: { ...position.no, held: shares as Shares },
    });
  };
  const onItsWay = (shares: number) => (night: SmallNight) => {
    short(shares)(night);
    night.rest(night.intent('noAsk 0.60 x 20'), { exchange: false });
  };
  assert.equal(await said(FINE, short(20_000_000)), []);
  assert.equal(await said(FINE, short(19_000_000)), ['latch']);
  assert.equal(await said(FINE, onItsWay(40_000_000)), []);
  assert.equal(await said(FINE, onItsWay(39_000_000)), ['latch']);
});

test('a beat that was long ago, and a 425 that nothing followed, keep orders in', async () => {
  const silent = (ms: number) => (night: SmallNight) => {
    night.scene.witness.beatMs = night.stage.clock.now() - ms;
  };
  assert.equal(await said(FINE, silent(10_000)), ['heartbeat']);
  assert.equal(await said(FINE, silent(9_999)), []);
  const down = (night: SmallNight) => {
    night.scene.witness.engine.downSinceMs = night.stage.clock.now();
  };
  assert.equal(await said(FINE, down), ['restarting']);
});

test('an order that adds to what is past a limit is said to, in all markets and in one', async () => {
  const all = (usd: number) => (night: SmallNight) => {
    night.scene.settings = { ...night.scene.settings, exposureMaxUsd: new Decimal(usd) };
  };
  // The worst of this order: 20 shares at the mark.
  assert.equal(await said(FINE, all(4)), ['exposure']);
  assert.equal(await said(FINE, all(20)), []);
  const one = ({ stage: { life } }: SmallNight) => {
    const settingsOf = life.desk.settingsOf.bind(life.desk);
    life.desk.settingsOf = (market) => ({ ...settingsOf(market), lossPerMarketMaxUsd: new Decimal(4) });
  };
  assert.equal(await said(FINE, one), ['exposure']);
});

test('an order that takes its group past what it may lose together is said to', async () => {
  const grouped =
    (limit: number) =>
    ({ stage: { life }, market, scene: seen }: SmallNight) => {
      const state = life.desk.markets.get(market.id);
      if (state) Object.defineProperty(state, 'facts', { value: { ...state.facts, group: 'event' } });
      Object.assign(seen, { settings: { ...seen.settings, lossPerEventMaxUsd: new Decimal(limit) } });
    };
  assert.equal(await said(FINE, grouped(4)), ['exposure']);
  assert.equal(await said(FINE, grouped(20)), []);
});

test('an order that takes a loss back is no exposure, however little is allowed', async () => {
  const short = (night: SmallNight) => {
    const { desk } = night.stage.life;
    desk.accounts.position = () =>
      ({
        yes: { held: 0, settled: 0 },
        no: { held: 20 * MICRO, settled: 20 * MICRO },
        locked: 0,
      }) as never;
    night.scene.settings = { ...night.scene.settings, exposureMaxUsd: new Decimal(1) };
  };
  assert.equal(await said('yesBid 0.30 x 20', short), []);
});

test('an answer that moves no row is missed in the same step', async () => {
  const night = await smallNight();
  const { desk } = night.stage.life;
  night.clear();
  const { post } = desk;
  desk.post = (address, event) => {
    if (event.type !== 'PLACE_ANSWERED' && event.type !== 'NEWS') post(address, event);
  };
  assert.equal(await night.within(10_000), ['answers']);
  night.end();
});

test.run();
