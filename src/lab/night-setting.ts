// Where and when a night takes place: its settings, its markets and the hour at which it begins, all drawn from its seed. A day
// and a week begin in the middle of every night, some nights have limits so tight that they bind, and some operators are more
// careful after a loss than before it.
import { FAULTS } from '#domain/chaos/fault.ts';
import type { Random } from '#domain/ports.ts';
import type { Settings } from '#domain/settings.ts';
import { Decimal } from '#domain/units.ts';
import { CHARACTERS, type MarketCharacter } from '#infra/exchange/synthetic/characters.ts';
import { loadSettings } from '#infra/settings-file.ts';
import type { NightPlan } from './night-plan.ts';

/** Midnight of a Monday, UTC: a day and a week begin in the middle of every night. */
const MIDNIGHT_MS = 1_800_230_400_000;
/** Where in the night it lies. */
const MIDNIGHT_SHARE = [0.2, 0.6] as const;
/** Of so many nights those with these turns have limits that bind. */
const TIGHT_EVERY = 8;
const TIGHT: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  0: { lossPerMarketMaxUsd: '30', lossPerEventMaxUsd: '30', exposureMaxUsd: '80', dailyLossMaxUsd: '15' },
  2: { failedExecutionsMax: '2', tradeLossMaxUsd: '5' },
  6: { weeklyLossMaxUsd: '10' },
};

/** Share of the later lives that begin with a limit on losses which is passed already, and how much of what was lost that is. */
const CAREFUL_SHARE = 0.7;
const CAREFUL_PART = [0.1, 0.3] as const;
const CAREFUL_FROM_USD = 3;

/** The settings a night runs with. Throws BadInput. */
export function nightSettings(plan: Pick<NightPlan, 'seed' | 'settings'>): Settings {
  const tight = TIGHT[plan.seed % TIGHT_EVERY];
  return loadSettings({ mode: 'simulate', file: null, flags: { ...tight, ...plan.settings, seed: String(plan.seed) } });
}

/** Those of a later life. `lost`: dollars since the day and since the week began. */
export function laterSettings(settings: Settings, lost: { today: number; thisWeek: number }, random: Random): Settings {
  const isWeek = random.next() < 0.5;
  const usd = isWeek ? lost.thisWeek : lost.today;
  if (random.next() >= CAREFUL_SHARE || usd < CAREFUL_FROM_USD) return settings;
  const [least, most] = CAREFUL_PART;
  const limit = new Decimal((usd * (least + (most - least) * random.next())).toFixed(2));
  return { ...settings, [isWeek ? 'weeklyLossMaxUsd' : 'dailyLossMaxUsd']: limit };
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
