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
const PAIR_TRADES_MAX = 2_000;

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
    pairTrades: new Map(),
  };
  readonly #readers = new Set<() => void>();
  readonly #stream: Stream;
  readonly #steady = new Steady();
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
    if (link.state === 'live') void this.#catchUp();
  }

  /** What happened while nobody listened. */
  async #catchUp(): Promise<void> {
    const answer: Answer<readonly EventView[]> = await get(query('/api/events', { limit: 200 }));
    if (answer.ok && Array.isArray(answer.value)) this.#change({ events: joined(this.#news.events, answer.value) });
  }

  #told({ event, data }: StreamMessage): void {
    const told: unknown = JSON.parse(data);
    if (event === 'snapshot') {
      const snapshot = keepUnchanged(this.#news.snapshot, told as Snapshot);
      const showing = this.#steady.look(snapshot.markets, snapshot.desk.atMs);
      this.#change({ snapshot, showing, heardMs: Date.now() });
    } else if (event === 'events') this.#change({ events: joined(this.#news.events, told as readonly EventView[]) });
    else if (event === 'pairTrades')
      this.#change({ pairTrades: this.#withPairTrades(told as readonly PairTradeView[]) });
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

/** Newest first, each once. */
export function joined(known: readonly EventView[], told: readonly EventView[]): readonly EventView[] {
  const bySeq = new Map(known.map((each) => [each.seq, each]));
  for (const each of told) bySeq.set(each.seq, each);
  return [...bySeq.values()].sort((a, b) => b.seq - a.seq).slice(0, EVENTS_MAX);
}
