// What a trader sees of a running service in a terminal, at any size of it.
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { MarketRow } from '#domain/operator/market-views.ts';
import type { DeskView, EventView, LimitView, ProfitView } from '#domain/operator/views.ts';
import { type Screen, type Status, span, statusScreen } from '../../src/commands/status-screen.ts';
import { DESK as QUIET, market as quietMarket } from '../infra/operator/dashboard/planted-snapshot.ts';

const NOW_MS = 1_800_000_000_000;
const PROFIT: ProfitView = {
  ...QUIET.today,
  total: '12.345678',
  spread: '20.1',
  inventory: '-7.25',
  fees: '0.5',
  rebates: '0.004',
  rewardsEstimate: '3',
};

function limit(setting: string, used: number | null): LimitView {
  return { rule: setting, setting, stage: 'cancelAll', unit: 'usd', found: '46.504', limit: '75', used };
}

const DESK: DeskView = {
  ...QUIET,
  atMs: NOW_MS - 1_000,
  startedMs: NOW_MS - 3 * 3_600_000,
  words: 'our own exchange',
  today: PROFIT,
  whole: { ...PROFIT, total: '-0.001' },
  cash: '9950.1',
  worth: '10012.349',
  exposure: '120.5',
  limits: [
    limit('exposureMaxUsd', 0.1),
    limit('drawdownMaxUsd', 0.62),
    limit('restrictedMax', null),
    limit('latencyMaxMs', 0.3),
    limit('dailyLossMaxUsd', 0),
  ],
  beatAgeMs: 800,
  budget: { requests: 0.125, orders: 0.5, cancels: 0 },
  sockets: { open: 4, all: 4, account: 'heard' },
  reconciliation: { looks: 7, clean: true, diverged: false, cleanMs: NOW_MS - 14_000, notes: [] },
};

/** One that trades. */
function market(slug: string, change: Partial<MarketRow> = {}): MarketRow {
  return quietMarket(slug, {
    quoter: 'quoting',
    bid: { price: '0.49', size: '100', ahead: '3' },
    ask: { price: '0.52', size: '100', ahead: null },
    marketBid: '0.50',
    marketAsk: '0.51',
    yes: '120.5',
    pairsOpen: 2,
    uptime: 0.987,
    fills: 14,
    profit: '-1.239',
    ...change,
  });
}

const FAULT: EventView = {
  seq: 1,
  atMs: NOW_MS - 90_000,
  kind: 'fault',
  who: 'ledger',
  text: 'the disk is full',
  level: 'page',
  trace: null,
};
const STATUS: Status = {
  desk: DESK,
  markets: [market('wide-1'), market('jumpy-2', { quoter: 'pulled', bid: null, ask: null, reason: 'halted: flow' })],
  faults: [FAULT],
};
const SCREEN: Screen = { columns: 200, rows: 50, nowMs: NOW_MS, stale: null };
const textOf = (status: Partial<Status> = {}, screen: Partial<Screen> = {}) =>
  statusScreen({ ...STATUS, ...status }, { ...SCREEN, ...screen }).join('\n');
const ofDesk = (patch: Partial<DeskView>) => textOf({ desk: { ...DESK, ...patch } });

test('profit comes with its parts, what is paid as a loss, and nothing as nothing', () => {
  assert.match(textOf(), /^bothsides sim {3}ok {3}up 3 h$/m);
  assert.match(
    textOf(),
    /^P&L today \+12\.35 \(spread \+20\.10, inventory -7\.25, fees -0\.50, rebates 0\.00, rewards 0\.00, gas 0\.00\) {3}since the books began 0\.00$/m,
  );
  assert.match(textOf(), /^cash \$9950\.10 {3}worth \$10012\.35 {3}exposure \$120\.50$/m);
});

test('the limits that are nearest to their end are shown, the nearest first', () => {
  assert.match(
    textOf(),
    /^limits: drawdownMaxUsd 62% \(46\.5 of 75, then cancelAll\) {3}latencyMaxMs 30% .* {3}exposureMaxUsd 10% [^%]*$/m,
  );
  assert.match(ofDesk({ limits: [] }), /^limits: none$/m);
});

test('a limit on a share is told in percent, with the digits that count', () => {
  const share = (found: string, max: string): LimitView => {
    return { ...limit('tradeLossMaxShare', 0.16), unit: 'share', found, limit: max };
  };
  const told = (found: string, max: string) => ofDesk({ limits: [share(found, max)] });
  assert.match(told('0.0031622', '0.02'), /^limits: tradeLossMaxShare 16% \(0\.32 % of 2 %, then cancelAll\)$/m);
  assert.match(told('0.000042', '0.075'), /\(0\.0042 % of 7\.5 %, /);
  assert.match(told('0', '1'), /\(0 % of 100 %, /);
});

test('a market has a row with our quotes against the market, and why it is silent', () => {
  assert.match(textOf(), /^wide-1 +quoting +0\.49 \/ 0\.52 +0\.50 \/ 0\.51 +121 +0 +2 +99% +14 +-1\.24$/m);
  assert.match(textOf(), /^jumpy-2 +pulled +- \/ - .*-1\.24 {2}halted: flow$/m);
  assert.match(
    textOf({ markets: [market('rain', { halted: 'divergence: cash', reason: 'pulled' })] }),
    /divergence: cash$/m,
  );
});

test('what needs a person stands out: a latch, an engine that is down, books that differ, alerts that do not leave', () => {
  assert.match(
    ofDesk({ latch: { stage: 'cancelAll', reason: 'loss of the day' } }),
    /^LATCHED at cancelAll: loss of the day \(npm run resume\)$/m,
  );
  assert.match(ofDesk({ engineDownMs: 95_000 }), /ENGINE DOWN for 95 s/);
  assert.match(ofDesk({ unreadMs: 35_000 }), /ORDERS AND FILLS UNREAD for 35 s/);
  const notes = [{ atMs: 1, what: 'divergence', text: 'cash differs' }];
  const differing = (sinceMs: number) =>
    ofDesk({ reconciliation: { looks: 9, clean: false, diverged: true, cleanMs: NOW_MS - sinceMs, notes } });
  assert.match(differing(95_000), /^RECONCILIATION: our books and the account differ for 95 s: cash differs$/m);
  assert.not.match(differing(20_000), /RECONCILIATION/);
  const alerts = [{ channel: 'telegram', sent: 1, failed: 1, held: 0, problem: 'answered 401', lastMs: null }];
  assert.match(ofDesk({ alerts }), /^ALERTS over telegram do not leave: answered 401$/m);
  assert.match(ofDesk({ admission: { mode: 'halted', why: 'operator' } }), /gateway halted \(operator\)/);
  assert.match(textOf(), /^ {3}90 s ago {2}PAGE ledger: the disk is full$/m);
  assert.match(textOf({ faults: [] }), /^no faults$/m);
});

test('how much of what the venue lets us ask is used up, and when the books agreed, stand beside the gateway', () => {
  assert.match(
    textOf(),
    /^gateway open {3}engine up {3}beat 1 s ago {3}venue budget 50% used {3}sockets 4\/4, account heard {3}account agreed 14 s ago$/m,
  );
});

test('a service that stopped answering is shown as it was, with its age', () => {
  assert.match(
    textOf({}, { stale: 'nobody answers', nowMs: NOW_MS + 11_000 }),
    /NOT LIVE: nobody answers \(last update 12 s ago\)/,
  );
});

test('other people’s words cannot command the terminal', () => {
  const text = textOf({ markets: [market('evil\x1b[2J\x07')], faults: [{ ...FAULT, text: 'a\x1b]0;owned\x07\nb' }] });
  assert.not.match(text.replaceAll('\n', ''), /\p{Cc}/u);
});

test('whatever the size of the window, the screen fits it and says what it left out', () => {
  const many = Array.from({ length: 200 }, (_, n) => market(`market-${n}`));
  assert.match(textOf({ markets: many }, { rows: 40 }), /^… and 1\d\d more/m);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 300 }),
      fc.nat(200),
      (columns, rows, count) => {
        const lines = statusScreen({ ...STATUS, markets: many.slice(0, count) }, { ...SCREEN, columns, rows });
        assert.ok(lines.length <= rows);
        assert.ok(lines.every((line) => line.length <= columns));
      },
    ),
    { seed: 5, numRuns: 200 },
  );
});

test('spans of time are told in the unit that people would use', () => {
  const told = [-5, 400, 119_000, 300_000, 7_200_000, 86_400_000, 4 * 86_400_000].map(span);
  assert.equal(told, ['0 s', '0 s', '119 s', '5 min', '2 h', '24 h', '4 d']);
});

test.run();
