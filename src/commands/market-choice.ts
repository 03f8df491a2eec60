// The markets that a service of a venue trades: those that the settings name, or those that discovery chooses. What was chosen is
// remembered in the mode's state folder, so that a restart does not choose anew what it already trades.
import { rankMarkets, worthOf } from '#domain/allocation/scouting.ts';
import { BadInput } from '#domain/failure.ts';
import { type Discovery, discover } from '#domain/market/discovery.ts';
import type { Market } from '#domain/market/market.ts';
import type { Clock, StateFiles } from '#domain/ports.ts';
import { Unavailable } from '#infra/unavailable.ts';
import { readCandidates } from '#infra/venue/discovery-poll.ts';
import { examineMarket } from '#infra/venue/doctor/doctor.ts';
import { failureText } from '#infra/venue/failure-text.ts';
import type { Inquiry } from '#infra/venue/inquiry.ts';
import { lookUpMarket } from '#infra/venue/market-lookup.ts';
import { surveyRewards } from '#infra/venue/reward-survey.ts';
import type { ApiCredentials } from '#infra/venue/signing/l2-auth.ts';
import type { RotationParts } from './rotation.ts';
import { inquire, type Visit } from './venue-visit.ts';

const FILE = 'markets.json';
/** Read for `discovery.rank scout`, of the markets that pay most for their least size. */
const BOOKS = 500;

/** Throws BadInput naming a market that is none, Unavailable when the venue does not say, or offers nothing that fits. */
export async function chooseMarkets(
  inquiry: Inquiry,
  visit: Visit,
  clock: Clock,
  files: Pick<StateFiles, 'read' | 'write'>,
): Promise<readonly Market[]> {
  const { venue, settings } = visit;
  let names = settings.venue.markets;
  if (names.length === 0) {
    const { chosen } = await discoverMarkets(inquiry, visit, clock, files);
    names = chosen.map(({ market }) => market.id);
    if (names.length === 0)
      throw new Unavailable(`${venue.name} has no market that fits the rules; \`npm run markets\` says why not`);
    rememberMarkets(
      files,
      chosen.map(({ market, sinceMs }) => [market.id, sinceMs]),
    );
  }
  const markets: Market[] = [];
  for (const name of names) {
    const found = await lookUpMarket(inquiry, name);
    if (!found.ok) throw new Unavailable(`${venue.name}: ${failureText(found.failure)}`);
    if (!found.value) throw new BadInput(`venue.markets: ${name} is no open market of ${venue.name}`);
    markets.push(found.value.facts);
  }
  return markets;
}

/** Ids with since when. */
export function rememberMarkets(files: Pick<StateFiles, 'write'>, held: readonly (readonly [string, number])[]): void {
  files.write(FILE, JSON.stringify(Object.fromEntries(held)));
}

/** `key`: of the account, which has to approve what it sells. null: these settings do not rotate, or name their markets. */
export function rotationOf(
  visit: Visit,
  markets: readonly Market[],
  files: Pick<StateFiles, 'read' | 'write'>,
  { objects, key }: { readonly objects: RotationParts['objects']; readonly key: ApiCredentials | null },
): Omit<RotationParts, 'desk' | 'list'> | null {
  const { settings } = visit;
  if (settings.discovery.rotateMinutes === 0 || settings.venue.markets.length > 0) return null;
  const held = heldIn(files.read(FILE));
  return {
    chosen: new Map(markets.map(({ id }) => [id, held.get(id) ?? 0])),
    look: () => inquire(visit, (inquiry, clock) => discoverMarkets(inquiry, visit, clock, files)),
    examine: (market) =>
      inquire(visit, async (inquiry) => {
        if (key) {
          await inquiry.askTime();
          inquiry.use(key);
        }
        return examineMarket({ ...visit, inquiry }, market);
      }),
    objects,
    keep: (trading) => rememberMarkets(files, [...trading]),
  };
}

export async function discoverMarkets(
  inquiry: Inquiry,
  { venue, settings }: Visit,
  clock: Clock,
  files: Pick<StateFiles, 'read'>,
): Promise<Discovery> {
  const candidates = await readCandidates(inquiry);
  if (!candidates.ok) throw new Unavailable(`${venue.name}: ${failureText(candidates.failure)}`);
  const worth = settings.discovery.rank === 'scout' ? await scoutedWorth(inquiry, venue.name, clock) : null;
  return discover(candidates.value, settings.discovery, heldIn(files.read(FILE)), clock.now(), worth);
}

/** By slug. Throws Unavailable naming the list that could not be read. */
async function scoutedWorth(inquiry: Inquiry, venue: string, clock: Clock): Promise<ReadonlyMap<string, number>> {
  const found = await surveyRewards(inquiry, clock.now(), BOOKS);
  if (!found.ok) throw new Unavailable(`${venue}: ${found.of} could not be read: ${failureText(found.failure)}`);
  return new Map(rankMarkets(found.value.told).curves.map((curve) => [curve.market.slug, worthOf(curve)]));
}

/** What does not read is nothing: then everything is chosen anew. */
function heldIn(text: string | null): ReadonlyMap<string, number> {
  try {
    const held: unknown = JSON.parse(text ?? '{}');
    if (typeof held !== 'object' || held === null) return new Map();
    return new Map(Object.entries(held).filter((row): row is [string, number] => typeof row[1] === 'number'));
  } catch {
    return new Map();
  }
}
