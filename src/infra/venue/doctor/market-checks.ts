// Checks of the markets that shall be traded: they exist, take orders, both services of the venue agree on what they are, our
// quotes are large enough, and which contract settles them is beyond doubt.
import { marketId } from '#domain/ids.ts';
import { marketSettings } from '#domain/settings.ts';
import { microText, sharesText } from '#domain/units.ts';
import { marketOf } from '../client/market-facts.ts';
import { failureText } from '../failure-text.ts';
import { compactMarket, gammaMarket } from '../market-lookup.ts';
import { exchangeFor } from '../signing/exchange-contract.ts';
import { readBytes32 } from '../signing/hex.ts';
import type { GammaMarket } from '../wire/gamma.ts';
import { type Found, failed, noted, passed } from './finding.ts';
import type { Check, Patient } from './patient.ts';

const LOOK_CURE =
  'Look at venue.markets: it takes slugs and condition ids of open markets, as the address of their page shows them.';

export const MARKET_CHECKS: readonly Check[] = [
  {
    name: 'markets',
    needs: ['host'],
    needsKeys: false,
    async look(patient) {
      const { markets } = patient.settings.venue;
      if (markets.length === 0)
        return [noted('venue.markets names none: discovery will choose (`npm run markets` shows which)')];
      const found: Found[] = [];
      for (const name of markets) found.push(...(await marketFindings(patient, name)));
      return found;
    },
  },
];

async function marketFindings(patient: Patient, name: string): Promise<readonly Found[]> {
  const { inquiry, settings } = patient;
  const listed = await gammaMarket(inquiry, name);
  if (!listed.ok) return [failed(`cannot be looked up: ${failureText(listed.failure)}`, 'Ask again.', name)];
  const gamma = listed.value;
  if (!gamma) return [failed('is no open market of this venue', LOOK_CURE, name)];
  const compact = await compactMarket(inquiry, gamma.market);
  if (!compact.ok)
    return [
      failed(`the exchange does not know it: ${failureText(compact.failure)}`, 'Leave it out of venue.markets.', name),
    ];
  const known = marketOf(gamma, compact.value);
  if (!known) return [failed('has not two outcomes that trade', 'Leave it out of venue.markets.', name)];
  const { facts, protocol } = known;
  if (!compact.value.accepting)
    return [failed('takes no orders now', 'Leave it out of venue.markets, or wait until it opens.', name)];
  const choice = exchangeFor({
    conditionId: readBytes32(facts.id),
    protocol,
    negRisk: facts.negRisk,
    tokenIds: [facts.outcomes.yes.id, facts.outcomes.no.id],
  });
  if (!choice.ok)
    return [
      failed(
        `which contract settles it is in doubt: ${choice.text}`,
        'Leave it out: nothing can be signed for it.',
        name,
      ),
    ];
  const { quoteShares } = marketSettings(settings, facts);
  if (quoteShares < facts.minSize)
    return [
      failed(
        `takes no orders below ${sharesText(facts.minSize)} shares, and quoteShares is ${sharesText(quoteShares)}`,
        `Set quoteShares to ${sharesText(facts.minSize)} or more, in the settings or for this market in markets.yaml.`,
        name,
      ),
    ];
  patient.markets.push({ ...facts, id: marketId(facts.id) });
  const words = `tick ${microText(facts.tick)}, at least ${sharesText(facts.minSize)} shares, protocol ${protocol ?? 'v1'}, settled by ${choice.exchange}`;
  return [passed(words, name), ...lagging(gamma, facts.tick, name)];
}

/** The metadata may lag: the exchange is believed, and it is said. */
function lagging({ tick }: GammaMarket, inForce: number, name: string): readonly Found[] {
  if (tick === null || tick === inForce) return [];
  return [noted(`the metadata still says tick ${microText(tick)}; the exchange is believed`, name)];
}
