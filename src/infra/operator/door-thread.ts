// The operator door's own thread: replica, server and clients, fed by messages. It holds no keys, and dying it takes nothing along but
// its visitors; the operator actor opens it anew.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { DoorAsk, DoorNews, DoorRequest } from '#domain/operator/door-news.ts';
import { realClock } from '../clock.ts';
import { codeOf, reasonOf } from '../unavailable.ts';
import { Asks } from './asks.ts';
import { chartView } from './chart-layout.ts';
import { readDashboard } from './dashboard-files.ts';
import type { DoorBind } from './door-access.ts';
import { doorServer } from './door-server.ts';
import { DoorStream } from './door-stream.ts';
import { InspectionHub } from './inspection-hub.ts';
import { Replica } from './replica.ts';

/** What only this thread and `door.ts` say to each other. */
export type DoorWord =
  | DoorRequest
  | { readonly request: 'listening'; readonly port: number }
  | { readonly request: 'refused'; readonly code: string | null; readonly reason: string };

export interface DoorThreadData {
  readonly bind: DoorBind;
  readonly port: number;
  /** Counts messages that were taken: how far behind we are is read from it without asking. */
  readonly taken: SharedArrayBuffer;
}

await open(parentPort as MessagePort, workerData as DoorThreadData);

async function open(port: MessagePort, data: DoorThreadData): Promise<void> {
  const say = (word: DoorWord) => port.postMessage(word);
  const nowMs = () => performance.now();
  const taken = new Int32Array(data.taken);
  const replica = new Replica();
  const asks = new Asks(say);
  let pages = 0;
  let inspected: readonly string[] = [];
  const watched = () => say({ request: 'watched', pages, inspected });
  const stream = new DoorStream((readers) => {
    pages = readers;
    watched();
  });
  const hub = new InspectionHub(
    {
      watched(filters) {
        inspected = filters;
        watched();
      },
      roster: (to, filter) => say({ request: 'roster', to, filter }),
    },
    realClock(),
  );
  replica.listener = stream;
  port.on('message', (news: DoorNews) => {
    Atomics.add(taken, 0, 1);
    if (news.news === 'answer') asks.answered(news.id, news.answer);
    else if (news.news === 'inspection') hub.take(news.to, news.messages);
    else replica.take(news, nowMs());
    if (news.news !== 'begin') return;
    // An operator that began anew does not know who is here.
    watched();
    hub.resync();
  });
  const chart = async (name: string) => {
    const graph = replica.charts.find((each) => each.chart === name);
    return graph ? chartView(graph) : null;
  };
  const inspect: InspectionHub['upgrade'] = (request, socket, head) => hub.upgrade(request, socket, head);
  const parts = { replica, ask: (ask: DoorAsk) => asks.ask(ask), nowMs, chart };
  const server = await doorServer({ ...parts, bind: data.bind, stream, files: readDashboard().files, inspect });
  try {
    await server.listen({ host: data.bind.host, port: data.port });
    const address = server.server.address();
    say({ request: 'listening', port: typeof address === 'object' && address ? address.port : data.port });
    say({ request: 'hello' });
  } catch (error) {
    say({ request: 'refused', code: codeOf(error), reason: reasonOf(error) });
  }
}
