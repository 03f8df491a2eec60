// The dead-man's switch, beat by beat.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { walletId } from '#domain/ids.ts';
import { Heartbeats } from '#infra/exchange/heartbeats.ts';
import { VirtualClock } from '#infra/virtual-clock.ts';

const [ANN, BOB] = [walletId('ann'), walletId('bob')];

function switches(startMs = 0) {
  const clock = new VirtualClock(startMs);
  const silent: string[] = [];
  const beats = new Heartbeats(clock, (wallet) => silent.push(`${clock.now() - startMs} ${wallet}`));
  /** The id of a beat that must be taken. */
  const beat = (previous: string | null, wallet = ANN): string => {
    const answer = beats.beat(wallet, previous);
    assert.is(answer.result, 'taken');
    return answer.result === 'taken' ? answer.id : '';
  };
  return { clock, silent, beats, beat };
}

test('ids chain: each beat names the last answer', () => {
  const { beats, beat } = switches();
  const first = beat(null);
  const second = beat(first);
  assert.is.not(first, second);
  assert.equal(beats.beat(ANN, first), { result: 'wrong', expected: second });
  assert.equal(beats.beat(ANN, null), { result: 'wrong', expected: second });
  beat(second);
});

test('a chain that was never begun expects none, however that is written', () => {
  const { beats, beat } = switches();
  assert.equal(beats.beat(ANN, 'mine'), { result: 'wrong', expected: '' });
  beat('');
  assert.is(beats.beat(BOB, null).result, 'taken');
});

test('nobody looks before somebody beat', () => {
  const { clock, beats } = switches();
  beats.beat(ANN, 'wrong');
  assert.is(clock.pending, 0);
});

test('who goes on beating is left alone', () => {
  const { clock, silent, beat } = switches();
  let id = beat(null);
  for (let n = 0; n < 20; n++) {
    clock.advanceBy(5000);
    id = beat(id);
  }
  assert.equal(silent, []);
});

test('silence strikes at the first look ten seconds after the last valid beat, and at every look after it', () => {
  const { clock, silent, beat } = switches(3000);
  beat(null, ANN);
  clock.advanceBy(2500);
  beat(null, BOB);
  clock.advanceBy(24_500);
  // Looks are at 2, 7, 12, 17, 22 … seconds after the start: 12 is 9.5 s after Bob's beat.
  assert.equal(silent, ['12000 ann', '17000 ann', '17000 bob', '22000 ann', '22000 bob', '27000 ann', '27000 bob']);
});

test('a wrong beat keeps nobody alive, a right one ends the silence', () => {
  const { clock, silent, beats, beat } = switches();
  const id = beat(null);
  for (let n = 0; n < 3; n++) {
    clock.advanceBy(4900);
    beats.beat(ANN, 'wrong');
  }
  assert.equal(silent, ['10000 ann']);
  beat(id);
  clock.advanceBy(9000);
  assert.equal(silent, ['10000 ann']);
});

test('stopped, nobody looks any more', () => {
  const { clock, beats, beat } = switches();
  beat(null);
  beats.stop();
  assert.is(clock.pending, 0);
});

test('a plain beat keeps alive without an id, and the next chain begins anew; whoever is forgotten is not missed', () => {
  const { clock, silent, beats, beat } = switches();
  beat(null);
  beats.plain(ANN);
  beats.plain(BOB);
  const next = beat(null);
  beats.forget(BOB);
  clock.advanceBy(9_999);
  assert.equal(silent, []);
  clock.advanceBy(1);
  assert.equal(silent, ['10000 ann']);
  beat(next);
});

test.run();
