// One seeded night: the real tree on our exchange under the virtual clock, with faults that come and go, an operator, and checks
// after every step. It warms up, is disturbed, recovers, and ends by a drain or by being killed; whoever dies is followed by a
// second life that finds what the first one left. Promises the same result for the same plan, on any machine.
import { STATED } from './checks.ts';
import { checkLedger, checkResidual } from './money-watch.ts';
import { NightOperator } from './night-operator.ts';
import type { NightPlan } from './night-plan.ts';
import { type NightResult, NightStage } from './night-stage.ts';
import { OtherHand } from './other-hand.ts';
import { checkRecovery } from './recovery-watch.ts';
import { MAKER } from './scene.ts';
import { rootCause } from './tree-watch.ts';

/** One night in so many ends by `kill -9`. */
const KILLED_EVERY = 4;
/** And in one of so many who drained starts again. */
const RETURNS_TURN = 1;
/** What a later life is given to tidy up, and to trade. */
const TIDY_MS = 20_000;
const TRADES_MS = 120_000;
/** Share of the later lives that are killed as well. */
const THIRD_SHARE = 0.4;
const LIVES_MAX = 3;
const DRAIN_WAIT_MS = 8_000;
const TOLD_MS = 250;
const LAST_LOOKS = 20;
/** Some drains meet a venue that takes no cancels at first: whoever believes that all is gone without looking is found out. */
const HINDERED_SHARE = 0.3;
const HINDRANCE = { id: 'drain', fault: 'tradingDisabled', target: null, forMs: 1_500, params: {} } as const;
/** Requests that were on their way when somebody died. */
const GRACE_MS = 500;

export async function runNight(plan: NightPlan): Promise<NightResult> {
  const stage = new NightStage(plan);
  const { recoveredMs, faultsUntilMs, endMs } = stage.table;
  stage.begin();
  const chance = stage.random.fork('operator');
  const operator = new NightOperator(stage.scene, stage.tree, chance, (text) => stage.note(text));
  operator.start();
  new OtherHand(stage.scene, stage.random.fork('other hand'), (text) => stage.note(text)).start(
    stage.startMs + faultsUntilMs,
  );
  stage.world.markets.start();
  stage.scheduleFaults();
  await stage.until(recoveredMs);
  if (stage.goesOn()) checkRecovery(stage.scene, stage.orders, stage.tree, stage.startMs + faultsUntilMs);
  await stage.until(endMs);
  operator.stop();
  const ended = await endOf(stage);
  stage.close();
  return stage.result(ended);
}

/** Returns how the night ended. */
async function endOf(stage: NightStage): Promise<string> {
  if (stage.failure !== null) return `failed: ${stage.failure.check}`;
  if (stage.isCutShort()) return 'stopped where it was asked to';
  const { failure, ending } = stage.life;
  if (failure) return afterDeath(stage, rootCause(failure.error));
  if (ending) return afterLeaving(stage);
  stage.recount();
  const turn = stage.plan.seed % KILLED_EVERY;
  if (turn === 0) return kill(stage);
  const drained = await drain(stage);
  if (turn !== RETURNS_TURN || stage.failure !== null) return drained;
  stage.note('start again');
  await bury(stage);
  return 'drained, and so did the next life';
}

/** A root that failed: nothing of it rests for long, and the next life finds its latch. */
async function afterDeath(stage: NightStage, cause: string): Promise<string> {
  if (!cause.includes('chaos')) stage.say('ownEnd', cause);
  // Where nothing at all may be changed, no latch can be left either.
  const unwritable = stage.world.board.active('stateUnwritable') !== null;
  await lastResort(stage);
  stage.world.board.clearAll();
  await bury(stage, !unwritable);
  return `the root failed: ${cause}`;
}

/** Nobody waits for the venue's own switch: everything was asked to go in the step in which the root failed. */
async function lastResort(stage: NightStage): Promise<void> {
  const { clock, scene, world } = stage;
  // That it failed is told by a promise, some steps later.
  if (clock.now() - scene.witness.cancelAllMs > TOLD_MS)
    stage.say('lastResort', 'the root failed, and nobody cancelled');
  const { openMs } = scene.weather;
  for (let looks = 0; looks < LAST_LOOKS; looks += 1) {
    await stage.until(stage.elapsedMs + STATED.lastResortMs / LAST_LOOKS, true);
    scene.weather.look();
  }
  const gotThrough = scene.weather.openMs - openMs >= STATED.lastResortMs;
  const [left] = world.exchange.openOrders(MAKER);
  if (left && gotThrough) stage.say('lastResort', `${left.id} rests ${STATED.lastResortMs} ms after the root failed`);
}

function afterLeaving(stage: NightStage): string {
  const { latch } = stage.life.desk.vitals;
  if (latch?.stage !== 'drain') stage.say('ownEnd', 'it drained, and nobody asked');
  return `left by itself: ${latch?.reason}`;
}

async function kill(stage: NightStage): Promise<string> {
  stage.note('kill -9');
  await bury(stage);
  return 'killed, and tidied up by the next life';
}

/** Nothing of a dead house rests for long, by the venue's own switch or because the next life tidies up; and what was latched
 *  is latched. */
async function bury(stage: NightStage, writable = true): Promise<void> {
  const { exchange, ports } = stage.world;
  const { vitals } = stage.life.desk;
  // Whatever the disk took of it; and a root that failed comes back by an operator only.
  const inMemory = writable && (vitals.latch !== null || stage.life.failure !== null);
  const latched = ports.files.read('latch.json') !== null || inMemory;
  const sent = new Set(stage.scene.witness.placed);
  const rests = () => exchange.openOrders(MAKER).find(({ id }) => sent.has(id));
  stage.life.kill();
  const chance = stage.random.fork('burial');
  stage.disk.cut(chance.fork('disk'));
  if (chance.next() < 0.5) {
    await stage.until(stage.elapsedMs + STATED.deadManMs + GRACE_MS, true);
    if (rests()) stage.say('lastOrders', `${rests()?.id} rests ${STATED.deadManMs} ms after the house died`);
  }
  stage.begin();
  const bornMs = stage.clock.now();
  await stage.until(stage.elapsedMs + TIDY_MS);
  if (!livesOn(stage)) return;
  if (rests()) stage.say('lastOrders', `${rests()?.id} rests ${TIDY_MS} ms after the next life began`);
  if (latched && stage.life.desk.vitals.latch === null) stage.say('latch', 'the next life has forgotten it');
  await stage.until(stage.elapsedMs + TRADES_MS);
  if (!livesOn(stage)) return;
  stage.recount();
  const quoted = [...stage.orders.restedMs.values()].some((atMs) => atMs >= bornMs);
  if (!quoted && stage.tree.latched === 'armed') stage.say('recovery', 'the next life has quoted nowhere');
  if (stage.scene.lives() < LIVES_MAX && stage.random.fork(`end ${stage.scene.lives()}`).next() < THIRD_SHARE) {
    stage.note('kill -9 again');
    await bury(stage);
  } else await drain(stage);
}

/** Nothing is wrong in a later life: it does not end by itself, unless the limits say so. */
function livesOn(stage: NightStage): boolean {
  const { failure } = stage.life;
  if (failure) stage.say('ownEnd', rootCause(failure.error));
  const { settings, figures } = stage.scene;
  const limit = Math.min(settings.dailyLossMaxUsd.toNumber(), settings.weeklyLossMaxUsd.toNumber());
  if (stage.life.ending && figures.lossMaxUsd <= limit)
    stage.say('ownEnd', `a later life left by itself: ${stage.life.desk.vitals.latch?.reason}`);
  return stage.goesOn();
}

async function drain(stage: NightStage): Promise<string> {
  const { desk, tree, record } = stage.life;
  const fromMs = stage.elapsedMs;
  stage.note('drain');
  const isHindered = stage.scene.lives() === 1 && stage.random.fork('drain').next() < HINDERED_SHARE;
  if (isHindered) stage.world.board.inject(HINDRANCE);
  tree.stop();
  await stage.until(fromMs + DRAIN_WAIT_MS);
  const { ending, failure } = stage.life;
  const tookMs = stage.elapsedMs - fromMs;
  if (failure) stage.say('drain', `the root failed instead: ${rootCause(failure.error)}`);
  else if (!ending) stage.say('drain', `it has not ended after ${DRAIN_WAIT_MS} ms`);
  else if (!ending.clean) stage.say('drain', 'it was not clean');
  else if (tookMs > STATED.drainMs) stage.say('drain', `it took ${tookMs} ms`);
  const { leftBehind } = stage.life;
  if (ending?.clean && leftBehind > 0) stage.say('drain', `it was clean, and ${leftBehind} orders rested`);
  const left = stage.world.exchange.openOrders(MAKER);
  if (left.length > 0) stage.say('drain', `${left.length} orders rest after it`);
  if (desk.orders.allLive().length > 0) stage.say('drain', 'rows live after it');
  if (ending) {
    checkResidual(stage.scene, ending.closing, record);
    checkLedger(stage.scene);
  }
  return stage.failure ? 'failed while draining' : 'drained';
}
