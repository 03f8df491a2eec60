// Canaries about the gateway's moods and who hears of them: what it does while it may send nothing, and whom it tells.
import type { Canary } from './canary.ts';

export const GATE_CANARIES: readonly Canary[] = [
  {
    name: 'silenceRests',
    sentence: 'A gateway that hears of no fills closes, and lets rest what rests.',
    file: 'src/machines/order-gateway.machine.ts',
    find: "entry: [{ type: 'cancelEveryWay', params: 'the private stream is silent' }, 'readListing'],",
    replace: "entry: ['readListing'],",
    faults: ['socketSilent'],
  },
  {
    name: 'refusalUnheard',
    sentence: 'A venue that takes no orders goes on to be sent some.',
    file: 'src/actors/order-answers.ts',
    find: "if (failure.kind === 'cancelOnly' || failure.kind === 'disabled')",
    replace: "if (failure.kind === 'accountRestricted')",
    faults: ['cancelOnly', 'tradingDisabled'],
  },
  {
    name: 'outageUntold',
    sentence: 'Nobody is told of an engine that restarts for long.',
    file: 'src/actors/vitals.ts',
    find: 'new Outage({ warnMs: 120_000, pageMs: 600_000, overMs: 60_000 })',
    replace: 'new Outage({ warnMs: 1e9, pageMs: 1e9, overMs: 60_000 })',
    faults: ['engineRestart'],
    hours: 4,
  },
  {
    name: 'unreadUntold',
    sentence: 'Nobody is told of listings that cannot be read.',
    file: 'src/actors/failing-reads.ts',
    find: '} else if (outage.sign(desk.clock.steadyMs()))',
    replace: '} else if (outage.forMs(desk.clock.steadyMs()))',
    faults: ['readsFail'],
  },
  {
    name: 'blindOpen',
    sentence: 'A gateway that can read no listing goes on as if nothing were.',
    file: 'src/actors/failing-reads.ts',
    find: 'return forMs >= UNLISTED_MAX_MS;',
    replace: 'return forMs >= 100 * UNLISTED_MAX_MS;',
    faults: ['readsFail'],
    hours: 4,
  },
  {
    name: 'blindRests',
    sentence: 'A gateway that can read no listing closes, and lets rest what rests.',
    file: 'src/machines/order-gateway.machine.ts',
    find: "{ type: 'cancelEveryWay', params: 'what rests and what was filled cannot be read' },",
    replace: '',
    faults: ['readsFail'],
    hours: 4,
  },
  {
    name: 'strangersKept',
    sentence: 'What nobody of ours sent is left where it rests.',
    file: 'src/actors/listing-check.ts',
    find: 'if (strangers.length > 0) this.#cancelUnowned(',
    replace: 'if (strangers.length > 1e9) this.#cancelUnowned(',
    faults: [],
  },
];
