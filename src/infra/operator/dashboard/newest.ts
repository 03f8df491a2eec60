// The newest of everything the service told: one snapshot, the last events, the latest word on each pair trade, and how the
// page hears it. Readers are called at most once a frame of the screen, and not at all while nobody sees the page.
import type { EventView, PairTradeView, Snapshot } from '#domain/operator/views.ts';
import { type Answer, get, query } from './api.ts';
import type { StreamMessage } from './event-lines.ts';
import { type ShowingById, Steady } from './steady.ts';
import { type Link, Stream } from './stream.ts';
import { keepUnchanged } from './unchanged.ts';

/** Events kept in the page; older ones are asked for. */
const EVENTS_MAX = 500;
const ASKED_MAX = 200;
const PAIR_TRADES_MAX = 2_000;
/** A question that was not answered is asked again. */
const ASKED_AGAIN_MS = 3_000;

export interface News {
  readonly link: Link;
  /** null until the first one came. */
  readonly snapshot: Snapshot | null;
  /** What each market shows, blinks left out. */
  readonly showing: ShowingById;
  /** When it came, by the clock of the viewer. */
  readonly heardMs: number;
  /** Newest first. */
  readonly events: readonly EventView[];
  /** Those of them that are faults or call somebody, further back than `events`. Newest first. */
  readonly trouble: readonly EventView[];
  /** Why the events from before are not known; null: they are. */
  readonly eventsProblem: string | null;
  /** Those that changed since the page was opened, by id. */
  readonly pairTrades: ReadonlyMap<string, PairTradeView>;
}

export class Newest {
  #news: News = {
    link: { state: 'loading' },
    snapshot: null,
    showing: new Map(),
    heardMs: 0,
    events: [],
    trouble: [],
    eventsProblem: 'still asking for them',
    pairTrades: new Map(),
  };
  readonly #readers = new Set<() => void>();
  readonly #stream: Stream;
  readonly #steady = new Steady();
  /** When the service that we hear was started; null: not heard yet. */
  #life: number | null = null;
  #frame = 0;

  constructor(path: string) {
    this.#stream = new Stream(path, {
      linked: (link) => this.#linked(link),
      told: (message) => this.#told(message),
    });
  }

  get news(): News {
    return this.#news;
  }

  open(): void {
    this.#stream.open();
  }

  close(): void {
    this.#stream.close();
  }

  /** Connects anew at once. */
  again(): void {
    this.#stream.again();
  }

  /** Returns how to stop reading. */
  subscribe(reader: () => void): () => void {
    this.#readers.add(reader);
    return () => this.#readers.delete(reader);
  }

  #linked(link: Link): void {
    this.#change({ link });
    if (link.state === 'live' && this.#life !== null) void this.#catchUp();
  }

  /** What happened while nobody listened. */
  async #catchUp(): Promise<void> {
    const life = this.#life;
    const [all, grave] = await Promise.all([askEvents(null), askEvents('fault')]);
    if (life !== this.#life) return;
    if (all.ok && grave.ok) {
      this.#hearEvents(all.value);
      this.#hearEvents(grave.value, []);
      this.#change({ eventsProblem: null });
      return;
    }
    this.#change({ eventsProblem: all.ok ? (grave.ok ? null : grave.error) : all.error });
    setTimeout(() => {
      if (life === this.#life && this.#news.link.state === 'live') void this.#catchUp();
    }, ASKED_AGAIN_MS);
  }

  #heard(told: Snapshot): void {
    const { startedMs, atMs } = told.desk;
    if (startedMs !== this.#life) this.#begin(startedMs);
    const snapshot = keepUnchanged(this.#news.snapshot, told);
    const showing = this.#steady.look(snapshot.markets, atMs);
    this.#change({ snapshot, showing, heardMs: Date.now() });
  }

  /** Another life of the service counts its events anew: those of the one before are not among them. */
  #begin(startedMs: number): void {
    const first = this.#life === null;
    this.#life = startedMs;
    if (!first) this.#change({ events: [], trouble: [], pairTrades: new Map() });
    void this.#catchUp();
  }

  #told({ event, data }: StreamMessage): void {
    const told: unknown = JSON.parse(data);
    if (event === 'snapshot') this.#heard(told as Snapshot);
    else if (event === 'events') this.#hearEvents(told as readonly EventView[]);
    else if (event === 'pairTrades')
      this.#change({ pairTrades: this.#withPairTrades(told as readonly PairTradeView[]) });
  }

  /** `recent`: those that belong among the newest of all. */
  #hearEvents(told: readonly EventView[], recent = told): void {
    const { events, trouble } = this.#news;
    const grave = told.filter(({ level }) => level !== 'story');
    this.#change({
      events: recent.length === 0 ? events : unbroken(joined(events, recent)),
      trouble: grave.length === 0 ? trouble : joined(trouble, grave),
    });
  }

  #withPairTrades(changed: readonly PairTradeView[]): ReadonlyMap<string, PairTradeView> {
    const pairTrades = new Map(this.#news.pairTrades);
    for (const each of changed) {
      pairTrades.delete(each.id);
      pairTrades.set(each.id, each);
    }
    for (const id of pairTrades.keys()) {
      if (pairTrades.size <= PAIR_TRADES_MAX) break;
      pairTrades.delete(id);
    }
    return pairTrades;
  }

  #change(part: Partial<News>): void {
    this.#news = { ...this.#news, ...part };
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      for (const reader of this.#readers) reader();
    });
  }
}

async function askEvents(level: EventView['level'] | null): Promise<Answer<readonly EventView[]>> {
  const answer = await get<readonly EventView[]>(query('/api/events', { level, limit: ASKED_MAX }));
  const isList = !answer.ok || Array.isArray(answer.value);
  return isList ? answer : { ok: false, status: 200, error: 'the answer is no list of events', field: null };
}

/** Newest first, each once. */
export function joined(known: readonly EventView[], told: readonly EventView[]): readonly EventView[] {
  const bySeq = new Map(known.map((each) => [each.seq, each]));
  for (const each of told) bySeq.set(each.seq, each);
  return [...bySeq.values()].sort((a, b) => b.seq - a.seq).slice(0, EVENTS_MAX);
}

/** Down to the first hole: events are numbered without one, so what is missing was not heard, and what lies behind it would pass
 *  for what came right before. */
export function unbroken(events: readonly EventView[]): readonly EventView[] {
  const hole = events.findIndex(({ seq }, at) => at > 0 && events[at - 1]!.seq - seq > 1);
  return hole === -1 ? events : events.slice(0, hole);
}
