// The one market of a micro-test: the one that a person names, or the first of those that discovery chooses whose rewards ask for no
// more than the test has. What was chosen is tried first at the next start.
import { BadInput } from '#domain/failure.ts';
import type { Market } from '#domain/market/market.ts';
import { microMisfit } from '#domain/micro-test/terms.ts';
import type { Clock, StateFiles } from '#domain/ports.ts';
import { Unavailable } from '#infra/unavailable.ts';
import { failureText } from '#infra/venue/failure-text.ts';
import type { Inquiry } from '#infra/venue/inquiry.ts';
import { lookUpMarket } from '#infra/venue/market-lookup.ts';
import { discoverMarkets } from './market-choice.ts';
import type { Visit } from './venue-visit.ts';

/** Throws BadInput naming what does not fit, Unavailable when the venue does not say, or offers nothing that fits. */
export async function microMarket(
  inquiry: Inquiry,
  visit: Visit,
  clock: Clock,
  files: Pick<StateFiles, 'read'>,
): Promise<Market> {
  const { markets: names } = visit.settings.venue;
  if (names.length > 1)
    throw new BadInput('venue.markets: the micro-test takes one market, or none and discovery chooses');
  const [name] = names;
  if (name !== undefined) {
    const market = await look(inquiry, visit, name);
    if (!market) throw new BadInput(`venue.markets: ${name} is no open market of ${visit.venue.name}`);
    const misfit = microMisfit(market);
    if (misfit !== null) throw new BadInput(`venue.markets: ${misfit}`);
    return market;
  }
  const { chosen } = await discoverMarkets(inquiry, visit, clock, files);
  const misfits: string[] = [];
  // What was chosen earlier first; else the best.
  for (const { market: candidate } of [...chosen].sort((a, b) => a.sinceMs - b.sinceMs)) {
    const market = await look(inquiry, visit, candidate.id);
    const misfit = market ? microMisfit(market) : null;
    if (market && misfit === null) return market;
    if (misfit !== null) misfits.push(misfit);
  }
  throw new Unavailable(nothingText(visit.venue.name, misfits));
}

async function look(inquiry: Inquiry, { venue }: Visit, name: string): Promise<Market | null> {
  const found = await lookUpMarket(inquiry, name);
  if (!found.ok) throw new Unavailable(`${venue.name}: ${failureText(found.failure)}`);
  return found.value?.facts ?? null;
}

function nothingText(venue: string, misfits: readonly string[]): string {
  const [first] = misfits;
  if (first === undefined) return `${venue} has no market that fits the rules; \`npm run markets\` says why not`;
  const others = misfits.length > 1 ? `; ${misfits.length - 1} others ask for too much as well` : '';
  return `${venue} has no market that fits the test: ${first}${others}. Name one with --venue.markets`;
}
