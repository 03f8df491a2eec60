// What the operator door's visitors ask of the trading thread: what it alone knows, and what it alone may do. Whatever is done by hand
// goes through the same hands as the control socket's commands, and is a fact.
import { faultText } from '#domain/chaos/fault.ts';
import { BadInput } from '#domain/failure.ts';
import type { DoorAnswer, DoorAsk } from '#domain/operator/door-news.ts';
import type { InjectionView } from '#domain/operator/views.ts';
import { reasonOf } from '#infra/unavailable.ts';
import { OPERATOR } from '#machines/operator.machine.ts';
import { actorKind } from './addresses.ts';
import { type ChaosDesk, chaosRefusal, type Injection } from './chaos-desk.ts';
import { handEvent } from './hand-events.ts';
import type { OperatorParts } from './operator.actor.ts';
import { actorDetail } from './views/actor-tree.ts';
import { marketDetail } from './views/market-rows.ts';

/** What is refused is told in the words of whoever refused it; a defect costs the visitor his answer and nobody else anything. */
export function answered(parts: OperatorParts, ask: DoorAsk): DoorAnswer {
  try {
    return done(parts, ask);
  } catch (error) {
    if (error instanceof BadInput) return failed(400, error.message, fieldOf(error.message));
    parts.desk.log.error(
      { error: reasonOf(error), ask: ask.what },
      'a question of the operator door ended in a defect',
    );
    return failed(500, `a defect: ${reasonOf(error)}`);
  }
}

function done(parts: OperatorParts, ask: DoorAsk): DoorAnswer {
  const { desk, tree, chaos, notes } = parts;
  switch (ask.what) {
    case 'snapshot':
      return ok({});
    case 'market': {
      const state = [...desk.markets.values()].find(({ facts }) => facts.slug === ask.slug || facts.id === ask.slug);
      if (!state) return failed(404, 'no such market', 'slug');
      parts.record.attribution.markTo((market) => desk.mark(market));
      return ok(marketDetail(parts, state));
    }
    case 'actor': {
      const detail = actorDetail({ desk, tree, notes }, ask.id);
      return detail ? ok(detail) : failed(404, 'no such actor lives', 'id');
    }
    case 'report':
      return ok(parts.report());
    case 'halt':
      return by(parts, 'halt', ask.reason, () => tree.halt(ask.reason));
    case 'reduceOnly':
      return by(parts, 'reduceOnly', ask.reason, () => tree.reduce(ask.reason, false));
    case 'flatten':
      return by(parts, 'flatten', ask.reason, () => tree.reduce(ask.reason, true));
    case 'resume':
      return by(parts, 'resume', ask.market ?? 'everything', () => tree.resume(ask.market ?? undefined));
    case 'chaos':
      return ok(injectionView(chaos.inject(ask.command)), 202);
    case 'clearChaos':
      return cleared(chaos, ask.id);
    case 'send':
      return sent(parts, ask);
    case 'testAlert':
      return by(parts, 'test alert', '', () => parts.testAlert());
  }
}

function cleared(chaos: ChaosDesk, id: string): DoorAnswer {
  try {
    return ok(injectionView(chaos.clear(id)));
  } catch (error) {
    if (error instanceof BadInput) return failed(400, error.message, 'id');
    throw error;
  }
}

/** Faults and events by hand are the same liberty. */
function sent(parts: OperatorParts, ask: Extract<DoorAsk, { what: 'send' }>): DoorAnswer {
  const refusal = chaosRefusal(parts.desk.settings);
  if (refusal !== null)
    return failed(403, refusal.replace('no fault may be injected', 'no event may be sent by hand'), 'type');
  if (parts.tree.stateOf(ask.actor) === null) return failed(404, 'no such actor lives', 'actor');
  const event = handEvent(actorKind(ask.actor), ask.type, ask.fields);
  return by(
    parts,
    `sent ${ask.type} to ${ask.actor}`,
    JSON.stringify(ask.fields),
    () => parts.tree.send(ask.actor, event),
    202,
  );
}

/** Who reads the facts later sees that a person did it. */
function by({ desk }: OperatorParts, what: string, detail: string, act: () => void, status = 200): DoorAnswer {
  act();
  desk.transition(OPERATOR, 'by hand', what, detail === '' ? null : detail);
  return ok({ done: what }, status);
}

function ok(body: unknown, status = 200): DoorAnswer {
  return { ok: true, status, body };
}

export function failed(status: number, error: string, field: string | null = null): DoorAnswer {
  return { ok: false, status, error, field };
}

/** `params.where: …` names its field. */
function fieldOf(message: string): string | null {
  return /^([\w.]{1,60}): /.exec(message)?.[1] ?? null;
}

export function injectionView({ command, actors, atMs, state, healMs, waitsFor }: Injection): InjectionView {
  const { id, fault, target } = command;
  return { id, fault, text: faultText(command), target, actors, atMs, state, healMs, waitsFor };
}
