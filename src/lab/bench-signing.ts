// From a planned order to the text that is posted, in real time: ours with each curve that is installed, and Polymarket's own
// client in the same run, turn by turn, so that what else the machine does strikes both.
import { SeededRandom } from '#infra/random.ts';
import { stopwatch } from '#infra/stopwatch.ts';
import type { Curve } from '#infra/venue/signing/curve.ts';
import { ethersCurve } from '#infra/venue/signing/ethers-curve.ts';
import { POLYGON } from '#infra/venue/signing/exchange-contract.ts';
import { ApiCredentials } from '#infra/venue/signing/l2-auth.ts';
import { nativeCurve } from '#infra/venue/signing/native-curve.ts';
import { officialClient } from '#infra/venue/signing/official-client.ts';
import { OrderSigner } from '#infra/venue/signing/order-signer.ts';
import type { SignatureType } from '#infra/venue/signing/order-struct.ts';
import { Secret } from '#infra/venue/signing/secret.ts';
import { SPECIMEN_KEY, SPECIMEN_OWNER, specimenAccount, specimenPlan } from '#infra/venue/signing/specimen.ts';
import { type Aim, type Figure, figure } from './bench-figure.ts';

export interface SigningBench {
  readonly runs: number;
  /** Orders of ours a run; the official client signs a fifth of them. */
  readonly orders: number;
}

const START_MS = 1_795_132_800_000;
const AIM_US: Aim = { at: 'most', value: 60 };
const AIM_RATIO: Aim = { at: 'least', value: 6 };
const OFFICIAL = 'the official client';
const KINDS: Readonly<Record<0 | 3, string>> = {
  0: "a key's own order (type 0)",
  3: "a deposit wallet's order (type 3)",
};

/** Microseconds. Without the native package, or without the official client, their rows are missing. */
export async function benchSigning({ runs, orders }: SigningBench): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const type of [0, 3] as const) figures.push(...(await ofType(type, runs, orders)));
  return [...figures, await headers(runs, orders)];
}

interface Contender {
  readonly name: string;
  readonly aim: Aim | null;
  /** Orders in a block. */
  readonly count: number;
  readonly sign: (n: number) => unknown;
  readonly values: number[];
  readonly medians: number[];
}

async function ofType(type: 0 | 3, runs: number, orders: number): Promise<readonly Figure[]> {
  const contenders = await contendersOf(type, orders);
  for (const { sign, count } of contenders) await timed(2 * count, sign);
  for (let run = 0; run < runs; run++)
    for (const { sign, count, values, medians } of contenders) {
      const block = await timed(count, sign);
      values.push(...block);
      medians.push(median(block));
    }
  const what = (text: string) => ({ bench: 'signing', what: `${KINDS[type]}: ${text}` });
  const figures = contenders.map(({ name, aim, values }) =>
    figure({ ...what(`built, signed and serialised by ${name}`), unit: 'µs', values, ...(aim ? { aim } : {}) }),
  );
  const [best] = contenders;
  const theirs = contenders.find(({ name }) => name === OFFICIAL);
  if (!best || !theirs) return figures;
  const values = theirs.medians.map((each, run) => each / (best.medians[run] ?? Number.POSITIVE_INFINITY));
  const text = `times as fast as ${OFFICIAL}, by medians of a block`;
  return [...figures, figure({ ...what(text), unit: 'times', values, aim: AIM_RATIO })];
}

/** The first is how we sign here. */
async function contendersOf(type: 0 | 3, orders: number): Promise<readonly Contender[]> {
  const curves = nativeCurve ? [nativeCurve, ethersCurve] : [ethersCurve];
  const official = await officialBodies(type);
  const contender = (name: string, sign: Contender['sign'], count: number, aim: Aim | null = null): Contender => {
    return { name, sign, count, aim, values: [], medians: [] };
  };
  return [
    ...curves.map((curve) =>
      curve === nativeCurve
        ? contender('ours, native curve', ours(type, curve), orders, AIM_US)
        : contender('ours, JavaScript curve', ours(type, curve), orders),
    ),
    ...(official ? [contender(OFFICIAL, official, Math.ceil(orders / 5))] : []),
  ];
}

function ours(type: SignatureType, curve: Curve): (n: number) => void {
  const signer = new OrderSigner(specimenAccount(type, curve), new SeededRandom(type));
  return (n) => {
    const answer = signer.sign(specimenPlan(n), START_MS + n);
    if (!answer.ok) throw new Error(answer.text);
  };
}

async function officialBodies(type: SignatureType): Promise<((n: number) => Promise<string>) | null> {
  const { maker } = specimenAccount(type, ethersCurve);
  const wallet = type === 0 ? null : maker;
  const account = { privateKey: SPECIMEN_KEY, chainId: POLYGON, signatureType: type, wallet, owner: SPECIMEN_OWNER };
  const client = await officialClient(account);
  return client && ((n) => client.body(specimenPlan(n)));
}

/** What every private request needs on top. */
async function headers(runs: number, orders: number): Promise<Figure> {
  const account = specimenAccount(0, ethersCurve);
  const credentials = new ApiCredentials(
    SPECIMEN_OWNER,
    account.key.address,
    Secret.ofText('the specimen secret', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='),
    Secret.ofText('the specimen passphrase', 'none'),
  );
  const answer = new OrderSigner(account, new SeededRandom(1)).sign(specimenPlan(1), START_MS);
  const body = answer.ok ? answer.value.body : '';
  const sign = (n: number) => void credentials.headers({ method: 'POST', path: '/order', body }, n);
  const values = await timed(runs * orders, sign);
  return figure({ bench: 'signing', what: 'headers of a request with an order', unit: 'µs', values });
}

/** Microseconds each. What answers at once is not waited for. */
async function timed(count: number, run: (n: number) => unknown): Promise<number[]> {
  const values: number[] = [];
  for (let n = 0; n < count; n++) {
    const passed = stopwatch();
    const answer = run(n);
    if (answer instanceof Promise) await answer;
    values.push(passed() * 1_000);
  }
  return values;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
