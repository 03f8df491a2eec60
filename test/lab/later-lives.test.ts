// Whoever comes after a house that was killed: what it owns, and when it begins to trade.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { STATED } from '#lab/checks.ts';
import { MAKER } from '#lab/scene.ts';
import { smallNight } from './small-night.ts';

const KILLED_AFTER_MS = 40_000;

test('the life after a kill -9 sends nothing before its books are the account, and then trades on them', async () => {
  const night = await smallNight({ seed: 3, markets: 2, warmMs: KILLED_AFTER_MS });
  const { stage } = night;
  stage.life.kill();
  stage.begin();
  let early = 0;
  const { desk } = stage.life;
  const { place } = desk.venue;
  desk.venue.place = (orders, reply) => {
    if (!desk.vitals.agreed) early += 1;
    place(orders, reply);
  };
  const sent = stage.scene.figures.sent;
  await stage.until(stage.elapsedMs + 30_000);
  assert.is(early, 0);
  assert.ok(desk.vitals.agreed);
  assert.ok(stage.scene.figures.sent > sent, 'it does not trade');
  const { cash, holdings } = stage.world.exchange.account(MAKER);
  assert.ok(holdings.size > 0, 'nothing was filled: this night proves nothing');
  for (const [market, { yes, no }] of holdings) {
    const ours = desk.accounts.position(market);
    assert.equal([ours.yes.held, ours.no.held], [yes, no]);
  }
  assert.is(desk.accounts.cash().held.toFixed(), cash.toFixed());
  assert.equal(night.said, []);
  night.end();
});

test('a merge that is mined after the house was killed is known for what it is by the next life', async () => {
  const night = await smallNight({ seed: 5, markets: 3, warmMs: KILLED_AFTER_MS });
  const { stage } = night;
  const merging = () => stage.life.desk.chainJobs.sentJobs().find(({ kind }) => kind === 'merge');
  for (let looks = 0; looks < 3_000 && !merging(); looks += 1) await stage.until(stage.elapsedMs + 100);
  const job = merging();
  assert.ok(job, 'nothing was merged: this night proves nothing');
  stage.life.kill();
  stage.begin();
  const { desk, facts } = stage.life;
  assert.is(desk.accounts.position(job.market).locked, job.size);
  const before = facts.length;
  await stage.until(stage.elapsedMs + STATED.chainMs);
  const merged = facts.slice(before).filter((fact) => fact.fact === 'merge' && fact.market === job.market);
  assert.ok(
    merged.some((fact) => fact.fact === 'merge' && fact.size === job.size),
    'its merge is not booked',
  );
  assert.is(desk.vitals.latch, null);
  assert.equal(night.said, []);
  night.end();
});

test.run();
