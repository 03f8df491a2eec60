// The page as a person meets it, with 200 markets that trade at the pace of life: bytes that come before it shows anything, the time
// until it does, and how even its frames are while everything moves. In a real browser, which must be there.
import { Unavailable } from '#infra/unavailable.ts';
import { type Figure, figure } from './bench-figure.ts';
import { chromiumPath, startChromium } from './chromium.ts';
import { LookedHouse } from './looked-house.ts';

export interface PageBench {
  readonly markets: number;
  /** Visits, each with an empty cache. */
  readonly visits: number;
  /** For so long frames are counted; real milliseconds. */
  readonly framesMs: number;
  /** A pause of real time. */
  readonly sleep: (ms: number) => Promise<void>;
}

const BYTES_MAX_KB = 300;
const FIRST_VIEW_MAX_MS = 1_000;
const QUARTER_MS = 250;

interface Visit {
  readonly kilobytes: number;
  readonly firstPaintMs: number;
  readonly firstViewMs: number;
}

/** Rejects with Unavailable where there is no browser. */
export async function benchPage({ markets, visits, framesMs, sleep }: PageBench): Promise<readonly Figure[]> {
  const path = chromiumPath();
  if (path === null) throw new Unavailable('bench page: no chromium (CHROMIUM_PATH, or on the search path)');
  const house = await LookedHouse.open(markets, 0);
  const browser = await startChromium(path);
  let isOpen = true;
  const trading = (async () => {
    while (isOpen) {
      house.run(QUARTER_MS);
      await sleep(QUARTER_MS);
    }
  })();
  try {
    const url = `http://127.0.0.1:${house.port}/#/markets`;
    const seen: Visit[] = [];
    for (let visit = 0; visit < visits; visit += 1) seen.push(await visitOf(browser, url));
    const frames = await framesOf(browser, url, framesMs, sleep);
    return figuresOf(markets, seen, frames);
  } finally {
    isOpen = false;
    await trading;
    await browser.close();
    await house.close();
  }
}

type Browser = Awaited<ReturnType<typeof startChromium>>;

async function visitOf(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'commit' });
  await page.getByRole('row').nth(1).waitFor();
  // Runs in the browser, whose types this file does not know.
  const found = (await page.evaluate(`(() => {
    const resources = performance.getEntriesByType('resource').filter(({ name }) => !name.includes('/api/stream'));
    const [navigation] = performance.getEntriesByType('navigation');
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    const bytes = [...resources, navigation].reduce((sum, { transferSize }) => sum + transferSize, 0);
    return { kilobytes: bytes / 1000, firstPaintMs: paint ? paint.startTime : 0, firstViewMs: performance.now() };
  })()`)) as Visit;
  await context.close();
  return found;
}

/** Milliseconds between frames. */
async function framesOf(
  browser: Browser,
  url: string,
  framesMs: number,
  sleep: PageBench['sleep'],
): Promise<readonly number[]> {
  const page = await browser.newPage();
  await page.goto(url, { waitUntil: 'commit' });
  await page.getByRole('row').nth(1).waitFor();
  await page.evaluate(`(() => {
    window.frameGaps = [];
    let last = performance.now();
    const look = (now) => { window.frameGaps.push(now - last); last = now; requestAnimationFrame(look); };
    requestAnimationFrame(look);
  })()`);
  await sleep(framesMs);
  const gaps = (await page.evaluate('window.frameGaps')) as readonly number[];
  await page.close();
  return gaps.slice(1);
}

function figuresOf(markets: number, visits: readonly Visit[], frames: readonly number[]): readonly Figure[] {
  const bench = 'page';
  const most = (value: number) => ({ aim: { at: 'most' as const, value } });
  const of = (key: keyof Visit) => visits.map((visit) => visit[key]);
  return [
    figure({ bench, what: 'sent before the markets show', unit: 'kB', values: of('kilobytes'), ...most(BYTES_MAX_KB) }),
    figure({ bench, what: 'first paint', unit: 'ms', values: of('firstPaintMs') }),
    figure({
      bench,
      what: `first view of ${markets} markets`,
      unit: 'ms',
      values: of('firstViewMs'),
      ...most(FIRST_VIEW_MAX_MS),
    }),
    figure({ bench, what: `between two frames, ${markets} markets trading`, unit: 'ms', values: frames }),
  ];
}
