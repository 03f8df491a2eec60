// The mark that risk review leaves on an intent. Only `domain/orders/risk.ts` may write `as Approved`; the venue port
// accepts nothing else, so an unreviewed order does not compile.
declare const approved: unique symbol;
export type Approved<T> = T & { readonly [approved]: true };
