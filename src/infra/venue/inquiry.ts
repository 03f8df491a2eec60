// Questions to a venue one after another, for commands that ask and end: no streams, no timers that stay, answers as promises.
// The venue's time is asked for first, so that a wrong clock of ours spoils no signature. Whoever trades uses `client/`.
import type { Answer, Clock, HttpTransport } from '#domain/ports.ts';
import { obtainApiKey } from './client/api-key.ts';
import { type Rows, readPages } from './client/page-reader.ts';
import { RequestBudget } from './client/request-budget.ts';
import { type Hosts, type RestCall, RestClient } from './client/rest-client.ts';
import { ServerClock } from './client/server-clock.ts';
import { type ChainId, POLYGON } from './signing/exchange-contract.ts';
import type { ApiCredentials } from './signing/l2-auth.ts';
import type { SigningKey } from './signing/signing-key.ts';
import { SERVER_TIME } from './wire/account.ts';

export interface InquiryPorts {
  readonly clock: Clock;
  readonly http: HttpTransport;
  readonly hosts: Hosts;
}

export class Inquiry {
  readonly #ports: InquiryPorts;
  readonly #budget: RequestBudget;
  readonly time: ServerClock;
  #rest: RestClient;
  #key: ApiCredentials | null = null;

  constructor(ports: InquiryPorts) {
    this.#ports = ports;
    this.#budget = new RequestBudget(ports.clock.steadyMs());
    this.time = new ServerClock(ports.clock);
    this.#rest = this.#client(null);
  }

  /** null: only what is public can be asked. */
  get key(): ApiCredentials | null {
    return this.#key;
  }

  ask<T>(call: RestCall<T>): Promise<Answer<T>> {
    return new Promise((done) => this.#rest.ask(call, done));
  }

  pages<T>(call: (cursor: string | null) => RestCall<Rows<T>>): Promise<Answer<readonly T[]>> {
    return new Promise((done) => readPages(this.#rest, call, done));
  }

  /** Milliseconds that theirs is ahead of ours, as far as whole seconds prove it. */
  async askTime(): Promise<Answer<number>> {
    const heard = this.time.asking();
    const call = { method: 'GET', service: 'clob', path: '/time', auth: 'none', cost: { kind: 'status' } } as const;
    const answer = await this.ask({ ...call, codec: SERVER_TIME });
    if (!answer.ok) return answer;
    heard(answer.value);
    return { ok: true, value: this.time.offsetMs };
  }

  use(key: ApiCredentials): void {
    this.#rest.close();
    this.#key = key;
    this.#rest = this.#client(key);
  }

  /** The API key that follows from the wallet's key, made when there is none. */
  async obtainKey(key: SigningKey, chainId: ChainId = POLYGON): Promise<Answer<ApiCredentials>> {
    const answer = await new Promise<Answer<ApiCredentials>>((done) =>
      obtainApiKey({ rest: this.#rest, time: this.time, key, chainId, nonce: 0 }, done),
    );
    if (answer.ok) this.use(answer.value);
    return answer;
  }

  close(): void {
    this.#rest.close();
  }

  #client(key: ApiCredentials | null): RestClient {
    const { clock, http, hosts } = this.#ports;
    return new RestClient({ clock, http, hosts, budget: this.#budget, time: this.time, key });
  }
}
