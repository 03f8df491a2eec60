// Alerts of commands that are no service: each message goes to every channel that the environment names, with a few tries.
import { alert, type Severity } from '#domain/alerts/alert.ts';
import type { Clock } from '#domain/ports.ts';
import { type AlertChannel, alertChannels, type Sent } from '#infra/operator/alert-channels.ts';
import { environment } from '#infra/settings-file.ts';
import { HttpConnections } from '#infra/venue/transport/http.ts';

export interface PostedAlert {
  readonly channel: string;
  /** null: it went through. */
  readonly problem: string | null;
}

export class AlertPost {
  readonly #clock: Clock;
  readonly #http: HttpConnections;
  readonly #channels: readonly AlertChannel[];

  /** Throws BadInput naming a variable that is wrong. */
  constructor(clock: Clock) {
    this.#clock = clock;
    this.#http = new HttpConnections(clock);
    this.#channels = alertChannels(environment(), this.#http);
  }

  get isEmpty(): boolean {
    return this.#channels.length === 0;
  }

  /** Never rejects. `from`: who speaks. */
  send(severity: Severity, text: string, from: string, tries: number): Promise<readonly PostedAlert[]> {
    const message = alert(severity, `command ${from}`, text, this.#clock.now());
    const post = async (channel: AlertChannel): Promise<PostedAlert> => {
      for (let nth = 1; ; nth += 1) {
        const sent = await new Promise<Sent>((done) => channel.send(message, from, done));
        if (sent.ok) return { channel: channel.name, problem: null };
        const { problem, againMs } = sent;
        if (againMs === null || nth >= tries) return { channel: channel.name, problem };
        await new Promise<void>((done) => {
          this.#clock.setTimeout(done, againMs);
        });
      }
    };
    return Promise.all(this.#channels.map(post));
  }

  close(): Promise<void> {
    return this.#http.close();
  }
}
