// What the control socket answers: stop, status, halt, resume, chaos. The later operator door gives the same.
import type { ChaosDesk } from '#actors/chaos-desk.ts';
import type { Desk } from '#actors/desk.ts';
import type { Tree } from '#actors/root.actor.ts';
import type { RunRecord } from '#actors/run-record.ts';
import { FAULTS } from '#domain/chaos/fault.ts';
import { BadInput } from '#domain/failure.ts';
import { pnlOf } from '#domain/money/tally.ts';
import { priceText, sharesText } from '#domain/units.ts';
import type { ControlHandler } from '#infra/operator/control-socket.ts';
import type { ClientStatus } from '#infra/venue/client/venue-client.ts';
import { quoterAddress } from '#machines/quoter.machine.ts';
import { readFaultWords } from './fault-words.ts';
import { linesReport, slugOf } from './line-text.ts';

export const CONTROL_COMMANDS = ['status', 'stop', 'halt', 'resume'] as const;

export function controlHandler(
  desk: Desk,
  tree: Tree,
  record: RunRecord,
  chaos: ChaosDesk,
  service: { readonly startedMs: number; readonly lines: (() => ClientStatus) | null; readonly stop: () => void },
): ControlHandler {
  return (command, args) => {
    switch (command) {
      case 'status':
        return {
          ...status(desk, tree, record, service.startedMs),
          lines: service.lines && linesReport(service.lines(), (market) => slugOf(desk, market)),
        };
      case 'stop':
        service.stop();
        return { stopping: true };
      case 'halt':
        tree.halt(args.join(' ') || 'operator');
        return { halted: true };
      case 'resume':
        tree.resume(args[0]);
        return { resumed: true };
      case 'chaos':
        return chaosAnswer(chaos, args);
      default:
        throw new BadInput(`no command ${JSON.stringify(command)}; known: ${CONTROL_COMMANDS.join(', ')}, chaos`);
    }
  };
}

function chaosAnswer(chaos: ChaosDesk, args: readonly string[]): object {
  const [verb, id = ''] = args;
  switch (verb) {
    case 'list':
      return { faults: FAULTS };
    case 'active':
      return { injections: chaos.active() };
    case 'show': {
      const found = chaos.find(id);
      if (!found) throw new BadInput(`no fault ${id} is remembered`);
      return found;
    }
    case 'clear':
      return chaos.clear(id);
    default:
      return chaos.inject(readFaultWords(args));
  }
}

/** When our books and the venue's were last the same, and what differed and was done about it lately. */
function reconciliation({
  vitals: {
    reconciliation: { looks, clean, cleanMs, notes },
  },
}: Desk): object {
  return { looks, clean, cleanMs, notes: notes.slice(-20) };
}

function status(desk: Desk, tree: Tree, record: RunRecord, startedMs: number): object {
  record.attribution.markTo((market) => desk.mark(market));
  const total = record.attribution.total();
  return {
    latch: desk.vitals.latch,
    upMs: desk.clock.now() - startedMs,
    admission: desk.admission,
    profit: pnlOf(total).toFixed(),
    cash: desk.accounts.cash().held.toFixed(),
    fills: total.fills,
    merges: total.merges,
    counters: desk.counters,
    unexpected: desk.unexpected.list(),
    markets: [...desk.markets.values()].map((state) => ({
      slug: state.facts.slug,
      phase: state.phase,
      quoter: tree.stateOf(quoterAddress(state.facts.slug)),
      silence: state.silence,
      retired: desk.halts.retired.get(state.facts.id) ?? null,
      orders: desk.orders.live(state.facts.id).map(({ slot, price, size, filled, status }) => ({
        slot,
        price: priceText(price),
        size: sharesText(size),
        filled: sharesText(filled),
        status,
      })),
    })),
    refused: [...desk.halts.refused.values()],
    reconciliation: reconciliation(desk),
    faults: desk.faults.slice(-10),
    tree: tree.states(),
  };
}
