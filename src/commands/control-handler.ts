// What the control socket answers: stop, status, halt, resume. The later operator door gives the same.
import type { Desk } from '#actors/desk.ts';
import type { Tree } from '#actors/root.actor.ts';
import type { RunRecord } from '#actors/run-record.ts';
import { BadInput } from '#domain/failure.ts';
import { pnlOf } from '#domain/money/tally.ts';
import { priceText, sharesText } from '#domain/units.ts';
import type { ControlHandler } from '#infra/operator/control-socket.ts';
import { quoterAddress } from '#machines/quoter.machine.ts';

export const CONTROL_COMMANDS = ['status', 'stop', 'halt', 'resume'] as const;

export function controlHandler(
  desk: Desk,
  tree: Tree,
  record: RunRecord,
  service: { readonly startedMs: number; readonly stop: () => void },
): ControlHandler {
  return (command, args) => {
    switch (command) {
      case 'status':
        return status(desk, tree, record, service.startedMs);
      case 'stop':
        service.stop();
        return { stopping: true };
      case 'halt':
        tree.halt(args.join(' ') || 'operator');
        return { halted: true };
      case 'resume':
        tree.resume();
        return { resumed: true };
      default:
        throw new BadInput(`no command ${JSON.stringify(command)}; known: ${CONTROL_COMMANDS.join(', ')}`);
    }
  };
}

function status(desk: Desk, tree: Tree, record: RunRecord, startedMs: number): object {
  record.attribution.markTo((market) => desk.mark(market));
  const total = record.attribution.total();
  return {
    upMs: desk.clock.now() - startedMs,
    admission: desk.admission,
    profit: pnlOf(total).toFixed(),
    cash: desk.accounts.cash().held.toFixed(),
    fills: total.fills,
    merges: total.merges,
    counters: desk.counters,
    markets: [...desk.markets.values()].map((state) => ({
      slug: state.facts.slug,
      phase: state.phase,
      quoter: tree.stateOf(quoterAddress(state.facts.slug)),
      silence: state.silence,
      orders: desk.orders.live(state.facts.id).map(({ slot, price, size, filled, status }) => ({
        slot,
        price: priceText(price),
        size: sharesText(size),
        filled: sharesText(filled),
        status,
      })),
    })),
    faults: desk.faults.slice(-10),
    tree: tree.states(),
  };
}
