// The character whose market-days look like those of the real venue in figures (quant.md 16.3): order sizes, spreads, depth, clusters
// of sides and of moves, and makers who as a whole earn about nothing. `bench facts` measures it. It is no market of `npm start`
// or of a night: those are there to break a house in every way, this one to say what quoting is worth.
import { Decimal } from '#domain/units.ts';
import { COMMON, type MarketCharacter } from './characters.ts';

const HOT_MEAN_MS = 50 * 60_000;

export const CALIBRATED: MarketCharacter = {
  ...COMMON,
  name: 'calibrated',
  category: 'culture',
  startsAt: [0.3, 0.7],
  // A finer tick near the ends would mix two grids into figures that are counted in ticks.
  tickRefines: false,
  fee: { rate: new Decimal('0.05'), exponent: 1, rebateRate: new Decimal('0.25') },
  reward: null,
  // Longer than the 20 minutes of 16.3, with which repricing is forgotten too soon.
  information: { ...COMMON.information, hotMeanMs: HOT_MEAN_MS },
  // The same dollars on a longshot would be so many shares that the outcome of a few drowned everything else.
  flow: { ...COMMON.flow, slippageCents: 4, longshotPower: 1 },
  makers: {
    ...COMMON.makers,
    // The median market of the panel is four cents wide; with one tick nobody can earn what 16.3 says of a market without news.
    halfSpreadMin: 0.021,
    spreadStep: 0,
    firstShares: 200,
    sizeRatio: 0.6,
    // Late more often than by latency alone: their stale quotes are what the snipers live on.
    tolerance: 0.1,
  },
};
