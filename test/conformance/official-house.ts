// An exchange on a real port of this machine and Polymarket's own client, unmodified, for as many traders as a test wants.
import { ClobClient, SignatureTypeV2 } from '@polymarket/clob-client-v2';
import * as assert from 'uvu/assert';
import { createWalletClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { Market } from '#domain/market/market.ts';
import { Decimal } from '#domain/units.ts';
import { realClock } from '#infra/clock.ts';
import { Exchange } from '#infra/exchange/exchange.ts';
import { DEFAULT_SETTINGS, ExchangeServer } from '#infra/exchange/server/exchange-server.ts';
import { LoopbackServer } from '#infra/exchange/server/loopback.ts';
import { SeededRandom } from '#infra/random.ts';
import { readAddress } from '#infra/venue/signing/address.ts';
import { hexOf } from '#infra/venue/signing/hex.ts';
import { keccakOfText } from '#infra/venue/signing/keccak.ts';
import { depositWallet, proxyWallet, safeWallet } from '#infra/venue/signing/wallets.ts';

export const CHAIN = 137;

export interface House {
  readonly host: string;
  readonly exchange: Exchange;
  client(name: string, type?: SignatureTypeV2): Promise<ClobClient>;
  readonly faults: unknown[];
}

/** Nothing may have failed inside, and the exchange's books must add up. */
export async function withHouse(markets: readonly Market[], use: (house: House) => Promise<void>): Promise<void> {
  const clock = realClock();
  const exchange = new Exchange(
    { clock, random: new SeededRandom(1) },
    {
      cover: 'perMarket',
      settlement: { medianMs: 20, sigma: 0, failureShare: 0, retryShare: 0 },
      rebateMinUsd: new Decimal(1),
    },
  );
  for (const market of markets) exchange.list(market);
  const faults: unknown[] = [];
  const ports = { exchange, clock, random: new SeededRandom(2), onFault: (error: unknown) => faults.push(error) };
  const server = new ExchangeServer(ports, { ...DEFAULT_SETTINGS, grantUsd: new Decimal(1_000) });
  const loopback = new LoopbackServer(server, { host: '127.0.0.1', port: 0 });
  const host = `http://127.0.0.1:${await loopback.start()}`;
  const client = async (name: string, type: SignatureTypeV2 = SignatureTypeV2.EOA) => {
    const account = privateKeyToAccount(hexOf(keccakOfText(name)) as `0x${string}`);
    const signer = createWalletClient({ account, transport: http('http://127.0.0.1:1') });
    const owner = readAddress(account.address);
    if (!owner) throw new Error('no address');
    const wallets = [owner, proxyWallet(owner), safeWallet(owner), depositWallet(owner)];
    const funderAddress = wallets[type] ?? owner;
    const keyless = new ClobClient({ host, chain: CHAIN, signer });
    const creds = await keyless.createOrDeriveApiKey();
    return new ClobClient({
      host,
      chain: CHAIN,
      signer,
      creds,
      signatureType: type,
      funderAddress,
      throwOnError: true,
    });
  };
  try {
    await use({ host, exchange, client, faults });
    assert.equal(faults, []);
    assert.equal(exchange.check(), []);
  } finally {
    await loopback.close();
    server.stop();
    exchange.stop();
  }
}
