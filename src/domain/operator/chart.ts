// A statechart as data: what a machine declares (`ChartGraph`), and the same laid out for drawing (`ChartView`). Types only.

export type StateKind = 'atomic' | 'compound' | 'parallel' | 'final' | 'history';

export interface ChartState {
  /** Keys from the root down, joined by dots; the root is the empty path. */
  readonly path: string;
  readonly key: string;
  readonly kind: StateKind;
  /** The initial child of its parent. */
  readonly initial: boolean;
  readonly parent: string | null;
}

export interface ChartArrow {
  readonly from: string;
  readonly to: string;
  /** `after 5000` and `always` for what no event starts. */
  readonly event: string;
  readonly guard: string | null;
  /** Stays where it is: nothing is left and nothing entered. */
  readonly internal: boolean;
}

export interface ChartGraph {
  /** The machine's id: `quoter`, `market` … */
  readonly chart: string;
  readonly states: readonly ChartState[];
  readonly arrows: readonly ChartArrow[];
}

/** Pixels; boxes and points are absolute, from the top left corner. */
export interface ChartView {
  readonly chart: string;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly (ChartState & {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  })[];
  readonly edges: readonly (Pick<ChartArrow, 'from' | 'to'> & {
    /** Every arrow between the two states, one label a line. */
    readonly labels: readonly string[];
    /** None for arrows from a state to itself: their labels stand in its box. */
    readonly points: readonly (readonly [number, number])[];
    /** Where the first label begins: its left end, on the base line. */
    readonly labelAt: readonly [number, number] | null;
  })[];
}
