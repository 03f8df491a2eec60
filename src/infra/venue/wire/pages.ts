// Pages of the CLOB: rows, and the cursor to the next page. A missing cursor is a fault: nobody could tell whether more follows.
import { type Codec, list } from './codec.ts';
import { COUNT, TEXT } from './scalars.ts';
import { at, maybe, type Shape, shape } from './shape.ts';

export interface Page<T> {
  readonly rows: readonly T[];
  /** null: this was the last one. */
  readonly next: string | null;
  readonly limit: number | null;
  readonly count: number | null;
}

/** base64 of 0 and of −1. */
export const FIRST_CURSOR = 'MA==';
export const LAST_CURSOR = 'LTE=';

const CURSOR: Codec<string | null> = {
  kind: 'cursor',
  read(value) {
    const cursor = TEXT.read(value);
    return cursor === LAST_CURSOR || cursor === '' ? null : cursor;
  },
  write: (value) => value ?? LAST_CURSOR,
};

export function page<T>(of: Codec<T>): Shape<Page<T>> {
  return shape('page', {
    rows: at('data', list(of)),
    next: at('next_cursor', CURSOR),
    limit: maybe('limit', COUNT),
    count: maybe('count', COUNT),
  }) as Shape<Page<T>>;
}
