// Markets in which an earlier life of ours left shares and which nobody has chosen now. They are looked after all the same: taken in
// and only reduced. Promises that none is left out in silence: of one whose facts nobody tells it is said what to do.
import type { Desk } from '#actors/desk.ts';
import type { MarketId } from '#domain/ids.ts';
import type { Market } from '#domain/market/market.ts';
import { Accounts } from '#domain/money/accounts.ts';
import { FACTS_FILE, readFacts } from '#domain/money/fact-file.ts';
import type { StateFiles } from '#domain/ports.ts';
import { priceText, type Shares, sharesText } from '#domain/units.ts';
import { failureText } from '#infra/venue/failure-text.ts';
import type { Inquiry } from '#infra/venue/inquiry.ts';
import { lookUpAnyMarket } from '#infra/venue/market-lookup.ts';

export interface LeftMarket {
  readonly id: MarketId;
  /** null: nobody tells; it is taken in as soon as somebody does. */
  readonly facts: Market | null;
  /** For a person. */
  readonly words: string;
}

/** Throws BadInput when the facts of earlier lives do not read. */
export async function leftMarkets(
  inquiry: Inquiry,
  files: Pick<StateFiles, 'read'>,
  chosen: readonly MarketId[],
): Promise<readonly LeftMarket[]> {
  const accounts = Accounts.fold(readFacts(files.read(FACTS_FILE) ?? '').facts);
  const left: LeftMarket[] = [];
  for (const id of accounts.markets()) {
    const { yes, no } = accounts.position(id);
    if (chosen.includes(id) || (yes.held === 0 && no.held === 0)) continue;
    const shares = `${sharesText(yes.held as Shares)} YES and ${sharesText(no.held as Shares)} NO of ours`;
    const found = await lookUpAnyMarket(inquiry, id);
    if (found.ok && found.value) {
      const { facts } = found.value;
      left.push({ id, facts, words: `${facts.slug} is not chosen and holds ${shares}: ${prospects(facts)}` });
      continue;
    }
    const why = found.ok ? 'the venue knows no such market' : failureText(found.failure);
    const words = `${id} holds ${shares} and nobody looks after them: ${why}. Sell or redeem them on the web site, or begin again; it is asked for again and again, and only reduced once it answers`;
    left.push({ id, facts: null, words });
  }
  return left;
}

function prospects({ payout }: Market): string {
  if (payout === null) return 'it is only reduced';
  return `it is over and pays $${priceText(payout)} for a YES share; redeem them on the web site`;
}

/** Nothing of theirs is quoted before it is known that they may only be reduced. */
export function takeIn(desk: Desk, left: readonly LeftMarket[], say: (text: string) => void): void {
  for (const { id, facts, words } of left) {
    desk.halts.retired.set(id, 'shares of before, and not chosen');
    say(words);
    if (facts === null) desk.alert('page', 'service', words);
    else desk.log.info({ market: facts.slug }, words);
  }
}
