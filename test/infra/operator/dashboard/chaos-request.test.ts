import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FAULTS, type FaultName, faultSpec, faultText, parseFault } from '#domain/chaos/fault.ts';
import { durationText } from '#domain/chaos/fault-param.ts';
import type { TreeNode } from '#domain/operator/views.ts';
import {
  commandOf,
  durationTyped,
  emptyForm,
  requestOf,
  TARGET_WORDS,
  targetsOf,
} from '../../../../src/infra/operator/dashboard/chaos-request.ts';

function command(name: FaultName, target = '') {
  const spec = faultSpec(name);
  const read = parseFault(requestOf(spec, { ...emptyForm(spec), target }), 'chaos-1');
  assert.ok('command' in read, JSON.stringify(read));
  return read.command;
}

test('every fault of the catalogue, as its form stands at first, is what the catalogue says', () => {
  for (const spec of FAULTS) {
    const actor = spec.target === 'actor';
    const read = command(spec.name, actor ? 'quoter' : '');
    const plain = parseFault({ fault: spec.name, ...(actor ? { target: 'quoter' } : {}) }, 'chaos-1');
    assert.equal({ command: read }, plain);
  }
});

test('every parameter that is typed out in full is read as its default', () => {
  for (const spec of FAULTS) {
    const { params, forText } = emptyForm(spec);
    const target = spec.target === 'actor' ? { target: 'quoter' } : {};
    const told = { fault: spec.name, ...target, params, ...(spec.lasting ? { forMs: forText } : {}) };
    assert.equal(parseFault(told, 'chaos-1'), parseFault({ fault: spec.name, ...target }, 'chaos-1'), spec.name);
  }
});

test('only what differs is sent, and the command says the same as the service', () => {
  const spec = faultSpec('socketSilent');
  const form = { target: ' wide-1 ', forText: '2m', params: { socket: 'account' } };
  const request = requestOf(spec, form);
  assert.equal(request, { fault: 'socketSilent', target: 'wide-1', forMs: '2m', params: { socket: 'account' } });
  const read = parseFault(request, 'chaos-1');
  assert.ok('command' in read);
  assert.is(commandOf(request), `npm run chaos -- ${faultText(read.command)}`);
  assert.equal(requestOf(spec, { ...form, target: '', forText: '15s', params: { socket: 'market' } }), {
    fault: 'socketSilent',
  });
});

test('what is typed wrong is sent as it stands: the service names the field', () => {
  const spec = faultSpec('framesDropped');
  const read = parseFault(requestOf(spec, { target: '', forText: 'soon', params: { share: '2' } }), 'chaos-1');
  assert.is('field' in read && read.field, 'forMs');
  const other = parseFault(requestOf(spec, { target: '', forText: '10s', params: { share: '2' } }), 'chaos-1');
  assert.is('field' in other && other.field, 'params.share');
});

test('durations are written as the command line writes them', () => {
  for (const ms of [0, 1, 250, 1_000, 1_500, 60_000, 90_000, 3_600_000, 86_400_000, 3_600_001])
    assert.is(durationTyped(ms), durationText(ms));
});

test('every kind of target has its heading', () => {
  for (const { target } of FAULTS) assert.ok(TARGET_WORDS[target]);
});

test('actors may be struck by kind and by address, streams by market, the venue as a whole', () => {
  const node = (id: string, kind: string, children: readonly TreeNode[] = []): TreeNode => {
    const lived = { state: '', sinceMs: 0, bornMs: 0, restarts: 0, queued: 0, lastEvent: null, lastEventMs: null };
    return { id, kind, ...lived, events: 0, children };
  };
  const tree = node('root', 'root', [node('market:a/quoter', 'quoter'), node('market:b/quoter', 'quoter')]);
  assert.equal(targetsOf(faultSpec('crash'), tree, ['a', 'b']), [
    'root',
    'quoter',
    'market:a/quoter',
    'market:b/quoter',
  ]);
  assert.equal(targetsOf(faultSpec('socketSilent'), tree, ['a', 'b']), ['a', 'b']);
  assert.equal(targetsOf(faultSpec('engineRestart'), tree, ['a', 'b']), []);
});

test.run();
