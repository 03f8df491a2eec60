// Every verb that people type, with its one-line reason. A verb is a line here and a file beside this one that is loaded only
// when it is asked for, so that a question of one second does not wait for the packages of a service. `main.ts` turns what a
// verb throws into an exit code.

export interface Command {
  /** With examples. */
  readonly help: string;
  /** Returns the exit code; throws BadInput or Unavailable. */
  run(args: readonly string[]): Promise<number>;
}

export interface Verb {
  /** One line for the overview. */
  readonly sentence: string;
  load(): Promise<Command>;
}

const verb = (sentence: string, load: () => Promise<Command>): Verb => ({ sentence, load });

export const VERBS: Readonly<Record<string, Verb>> = {
  run: verb('trade on our own exchange until Ctrl-C, then report', async () => (await import('./run.ts')).runCommand),
  replay: verb(
    'trade recordings of real markets in simulated time',
    async () => (await import('./replay.ts')).replayCommand,
  ),
  exchange: verb(
    'serve our own exchange in the venue’s protocol until Ctrl-C',
    async () => (await import('./exchange.ts')).exchangeCommand,
  ),
  status: verb(
    'one screen of a running service that refreshes',
    async () => (await import('./status.ts')).statusCommand,
  ),
  halt: verb(
    'cancel everything of a running service and quote no more',
    async () => (await import('./control.ts')).haltCommand,
  ),
  resume: verb(
    'let a running service, or one halted market, quote again',
    async () => (await import('./control.ts')).resumeCommand,
  ),
  control: verb(
    'status, halt, resume or stop of a running service',
    async () => (await import('./control.ts')).controlCommand,
  ),
  chaos: verb(
    'inject faults into a running service and watch it heal',
    async () => (await import('./chaos.ts')).chaosCommand,
  ),
  simulate: verb(
    'simulate nights of trading with faults, by seed',
    async () => (await import('./simulate.ts')).simulateCommand,
  ),
  doctor: verb(
    'what must be right before live trading, each with its cure',
    async () => (await import('./doctor.ts')).doctorCommand,
  ),
  paper: verb(
    'trade live data of a real venue with simulated orders',
    async () => (await import('./paper.ts')).paperCommand,
  ),
  live: verb('trade with real orders and real money', async () => (await import('./live.ts')).liveCommand),
  'micro-test': verb(
    'try a real account for a day with $25, and say what held',
    async () => (await import('./micro-test.ts')).microTestCommand,
  ),
  markets: verb(
    'what discovery would trade, and why not the others',
    async () => (await import('./markets.ts')).marketsCommand,
  ),
  scout: verb(
    'ranks markets with rewards by what quoting them may earn, and deals capital out',
    async () => (await import('./scout.ts')).scoutCommand,
  ),
  record: verb(
    'write every frame of some markets down, for replay',
    async () => (await import('./record.ts')).recordCommand,
  ),
  'first-contact': verb(
    'ask the real venue what only it can tell',
    async () => (await import('./first-contact.ts')).firstContactCommand,
  ),
  'cancel-all': verb(
    'take out every order of the account, also when the service is dead',
    async () => (await import('./cancel-all.ts')).cancelAllCommand,
  ),
  watchdog: verb(
    'take out every order when a live service falls silent',
    async () => (await import('./watchdog.ts')).watchdogCommand,
  ),
  alerts: verb(
    'whether alerts reach people: test sends one to each channel',
    async () => (await import('./alerts.ts')).alertsCommand,
  ),
  bench: verb('measure speed, and how honest our simulation is', async () => (await import('./bench.ts')).benchCommand),
  mermaid: verb('write every statechart into docs/machines', async () => (await import('./mermaid.ts')).mermaidCommand),
};
