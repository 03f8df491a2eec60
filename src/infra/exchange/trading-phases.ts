// What the matching engine takes just now (venue rest.md §11): everything; post-only orders and cancels; cancels alone; or
// nothing, because it restarts or trading is disabled. Each of these holds for a time of its own and the strictest counts.
// Promises: a restart is followed by a post-only window; every change is told once. What happens to orders is not decided here.
import { invariant, type VenueFailure } from '#domain/failure.ts';
import type { Clock } from '#domain/ports.ts';
import { type Refusal, refuse } from './admission.ts';
import type { EngineOrderKind } from './engine.ts';

export type TradingPhase = 'open' | 'restarting' | 'postOnly' | 'cancelOnly' | 'disabled';
type Window = Exclude<TradingPhase, 'open'>;

export interface Restart {
  readonly forMs: number;
  /** Whether what rests survives. */
  readonly keepOrders: boolean;
  /** Told with every 425; null: nothing. */
  readonly retryAfterMs?: number | null;
  /** Of the post-only window that follows. */
  readonly postOnlyMs?: number;
}

/** The strictest first. */
const WINDOWS: readonly Window[] = ['restarting', 'disabled', 'cancelOnly', 'postOnly'];
const POST_ONLY_MS = 120_000;

export class TradingPhases {
  readonly #clock: Clock;
  readonly #onPhase: (phase: TradingPhase) => void;
  readonly #onRestarted: (keepOrders: boolean) => void;
  readonly #windows = new Map<Window, { readonly untilMs: number; readonly timer: unknown }>();
  #restart: Restart = { forMs: 0, keepOrders: true };
  #told: TradingPhase = 'open';

  /** `onRestarted` comes after `onPhase` has told that the engine is back. */
  constructor(clock: Clock, on: { phase(phase: TradingPhase): void; restarted(keepOrders: boolean): void }) {
    this.#clock = clock;
    this.#onPhase = (phase) => on.phase(phase);
    this.#onRestarted = (keepOrders) => on.restarted(keepOrders);
  }

  get now(): TradingPhase {
    if (this.#windows.size === 0) return 'open';
    return WINDOWS.find((window) => this.#windows.has(window)) ?? 'open';
  }

  /** A second one while the first runs may only lengthen it, and orders survive when both let them. */
  restart(plan: Restart): void {
    const keepOrders = plan.keepOrders && (!this.#windows.has('restarting') || this.#restart.keepOrders);
    this.#restart = { ...plan, keepOrders };
    this.hold('restarting', plan.forMs);
  }

  /** Opens a window, or lengthens it. */
  hold(window: Window, forMs: number): void {
    invariant(Number.isFinite(forMs) && forMs >= 0, `${window} for ${forMs} ms`);
    const known = this.#windows.get(window);
    const untilMs = this.#clock.now() + forMs;
    if (known && known.untilMs >= untilMs) return;
    this.#clock.clearTimeout(known?.timer);
    const timer = this.#clock.setTimeout(() => this.end(window), forMs);
    this.#windows.set(window, { untilMs, timer });
    this.#tell();
  }

  /** Before its time, or at it. */
  end(window: Window): void {
    const known = this.#windows.get(window);
    if (!known) return;
    this.#clock.clearTimeout(known.timer);
    this.#windows.delete(window);
    const { keepOrders, postOnlyMs = POST_ONLY_MS } = this.#restart;
    if (window === 'restarting' && postOnlyMs > 0) this.hold('postOnly', postOnlyMs);
    this.#tell();
    if (window === 'restarting') this.#onRestarted(keepOrders);
  }

  /** How long it still holds; 0 when it does not. */
  leftMs(window: Window): number {
    const known = this.#windows.get(window);
    return known ? Math.max(0, known.untilMs - this.#clock.now()) : 0;
  }

  /** Why a whole request is turned away; null: each of its orders is looked at. */
  closed(request: 'place' | 'cancel'): VenueFailure | null {
    const phase = this.now;
    if (phase === 'restarting') return { kind: 'restarting', retryAfterMs: this.#restart.retryAfterMs ?? null };
    if (phase === 'disabled') return { kind: 'disabled' };
    return phase === 'cancelOnly' && request === 'place' ? { kind: 'cancelOnly' } : null;
  }

  /** Why one order is turned away; null: not because of the hour. */
  refusal(kind: EngineOrderKind): Refusal | null {
    if (this.closed('place')) return refuse('other', `no orders are taken: ${this.now}`);
    if (this.now === 'postOnly' && kind !== 'postOnly')
      return refuse('postOnlyMode', 'post-only mode: only post-only orders and cancels are allowed');
    return null;
  }

  stop(): void {
    for (const { timer } of this.#windows.values()) this.#clock.clearTimeout(timer);
  }

  #tell(): void {
    const phase = this.now;
    if (phase === this.#told) return;
    this.#told = phase;
    this.#onPhase(phase);
  }
}
