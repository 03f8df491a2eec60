// What carries our words in bad weather: requests that never arrive, answers that never come back, are late, cut short or come
// from a gateway in trouble; frames that are lost, doubled or cut short; sockets that close or fall silent. Seeded.
import type { Clock, HttpAnswer, HttpRequest, Random, Socket, SocketListener } from '#domain/ports.ts';
import type { Carriers } from '#lab/wire-link.ts';

export interface Roughness {
  /** Of requests, each kind of trouble. */
  readonly requests: number;
  /** Of frames, each kind of trouble. */
  readonly frames: number;
  /** Mean time between two ends of one socket. */
  readonly socketMs: number;
}

const LOOK_MS = 1_000;

export function roughCarriers(
  { http, sockets }: Carriers,
  clock: Clock,
  random: Random,
  rough: () => Roughness,
): Carriers {
  const [requests, frames, ends] = ['requests', 'frames', 'ends'].map((name) => random.fork(name)) as [
    Random,
    Random,
    Random,
  ];
  const strikes = (chance: Random, share: number) => chance.next() < share;
  const later = (run: () => void, ms: number) => clock.setTimeout(run, ms);

  function request(asked: HttpRequest, reply: (answer: HttpAnswer) => void): void {
    const { requests: share } = rough();
    const before = Math.floor(requests.next() / share);
    if (before === 0) later(() => reply({ ok: false, sent: 'no', text: 'connection refused' }), 20);
    else if (before === 1) later(() => reply({ ok: false, sent: 'maybe', text: 'it got lost' }), 5_000);
    else if (before === 2) later(() => reply(plain(502, 'Bad Gateway')), 40);
    else if (before === 3) later(() => reply(plain(429, 'Too Many Requests', { 'retry-after': '1' })), 40);
    else {
      const fate = requests.next();
      http.request(asked, (answer) => {
        if (fate < share) later(() => reply({ ok: false, sent: 'maybe', text: 'the answer got lost' }), 4_000);
        else if (fate < 2 * share) later(() => reply(answer), 3_000);
        else if (fate < 3 * share && answer.ok)
          reply({ ...answer, body: answer.body.slice(0, answer.body.length >> 1) });
        else if (fate < 4 * share) reply(plain(500, 'could not insert order'));
        else reply(answer);
      });
    }
  }

  function open(url: string, listener: SocketListener): Socket {
    let over = false;
    let deaf = false;
    const end = (code: number, reason: string) => {
      if (over) return;
      over = true;
      listener.closed(code, reason);
    };
    /** Half of them end in words, the others in silence. */
    const watch = () =>
      later(() => {
        if (over) return;
        if (ends.next() >= LOOK_MS / rough().socketMs) watch();
        else if (ends.next() < 0.5) deaf = true;
        else {
          socket.close();
          end(1006, 'the line is cut');
        }
      }, LOOK_MS);
    const socket = sockets.open(url, {
      opened() {
        if (over) return;
        watch();
        listener.opened();
      },
      text(text) {
        const { frames: share } = rough();
        if (over || deaf || strikes(frames, share)) return;
        if (strikes(frames, share)) listener.text(text.slice(0, text.length >> 1));
        else listener.text(text);
        if (!over && strikes(frames, share)) listener.text(text);
      },
      closed: end,
    });
    return {
      send: (text) => !over && socket.send(text),
      close: () => socket.close(),
    };
  }

  return { http: { request }, sockets: { open } };
}

function plain(status: number, body: string, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return { ok: true, status, headers, body };
}
