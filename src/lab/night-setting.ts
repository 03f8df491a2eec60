// Where and when a night takes place: its settings, its markets and the hour at which it begins, all drawn from its seed. A day
// and a week begin in the middle of every night, and some nights have limits so tight that they bind.
import { FAULTS } from '#domain/chaos/fault.ts';
import type { Random } from '#domain/ports.ts';
import type { Settings } from '#domain/settings.ts';
import { CHARACTERS, type MarketCharacter } from '#infra/exchange/synthetic/characters.ts';
import { loadSettings } from '#infra/settings-file.ts';
import type { NightPlan } from './night-plan.ts';

/** Midnight of a Monday, UTC: a day and a week begin in the middle of every night. */
const MIDNIGHT_MS = 1_800_230_400_000;
/** Where in the night it lies. */
const MIDNIGHT_SHARE = [0.2, 0.6] as const;
/** One night in so many has limits that bind. */
const TIGHT_EVERY = 8;
const TIGHT: Readonly<Record<string, string>> = {
  lossPerMarketMaxUsd: '30',
  lossPerEventMaxUsd: '30',
  exposureMaxUsd: '80',
  dailyLossMaxUsd: '15',
};
/** The settings a night runs with. Throws BadInput. */
export function nightSettings(plan: Pick<NightPlan, 'seed' | 'settings'>): Settings {
  const tight = plan.seed % TIGHT_EVERY === 0 ? TIGHT : {};
  return loadSettings({ mode: 'simulate', file: null, flags: { ...tight, ...plan.settings, seed: String(plan.seed) } });
}

/** When a night of that length begins, on the world's clock. */
export function beginningOf(lengthMs: number, random: Random): number {
  const [least, most] = MIDNIGHT_SHARE;
  return MIDNIGHT_MS - Math.round(lengthMs * (least + (most - least) * random.next()));
}

/** The first of a night are exclusive markets of one event. They outlast every night, so that nobody has to decide between them. */
const GROUP = { name: 'event', least: 3, size: 3 } as const;

/** The five characters, over and over: the second of a kind is `liquid2`. */
export function repeated(count: number): readonly MarketCharacter[] {
  return kinds(count).map((character, n) =>
    count >= GROUP.least && n < GROUP.size ? { ...character, group: GROUP.name } : character,
  );
}

function kinds(count: number): readonly MarketCharacter[] {
  return Array.from({ length: count }, (_, n) => {
    const character = CHARACTERS[n % CHARACTERS.length] as MarketCharacter;
    const round = Math.floor(n / CHARACTERS.length) + 1;
    return round === 1 ? character : { ...character, name: `${character.name}${round}` };
  });
}

/** Every fault there is. */
export const ALL_FAULTS = FAULTS.map(({ name }) => name);
