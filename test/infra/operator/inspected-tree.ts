// A small living tree behind an inspection hub on a real port of loopback: what a door is to inspectors.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWebSocketReceiver } from '@statelyai/inspect';
import { type AnyActorRef, createActor, setup, spawnChild } from 'xstate';
import { crashSafe } from '#actors/crash-safe.ts';
import { InspectionTap } from '#actors/inspection-tap.ts';
import { BadInput } from '#domain/failure.ts';
import { realClock } from '#infra/clock.ts';
import { InspectionHub } from '#infra/operator/inspection-hub.ts';
import { rightOf } from '#infra/operator/inspection-protocol.ts';
import { type InspectorPage, inspectorPage } from '#infra/operator/inspector-page.ts';

export const SECRET = 'hunter2-hunter2';

const quoter = crashSafe(
  setup({ types: { events: {} as { type: string }, context: {} as Record<string, unknown> } }).createMachine({
    id: 'quoter',
    context: { apiKey: SECRET, n: 3n },
    initial: 'idle',
    on: {
      BREAK: {
        actions: () => {
          throw new Error(`secret=${SECRET}`);
        },
      },
      COUNT: {},
    },
    states: { idle: { on: { GO: 'quoting' } }, quoting: { on: { GO: 'idle' } } },
  }),
);

const house = setup({
  types: { events: {} as { type: string } },
  actors: { quoter },
}).createMachine({
  id: 'root',
  entry: ['wide-1', 'jumpy-2'].map((slug) => spawnChild('quoter', { id: slug, systemId: `market:${slug}/quoter` })),
  on: {
    'xstate.error.actor.*': {},
    BEAR: { actions: spawnChild('quoter', { id: 'late', systemId: 'market:late/quoter' }) },
  },
});

export interface Told {
  readonly type: string;
  readonly name?: string;
  readonly sessionId: string;
  readonly definition?: string;
  readonly event?: { readonly type: string };
  readonly snapshot?: { readonly status: string; readonly value?: unknown };
}

export interface InspectedTree {
  readonly root: AnyActorRef;
  readonly hub: InspectionHub;
  readonly tap: InspectionTap;
  readonly origin: string;
  /** Pages besides the inspector's, by path. */
  readonly pages: Map<string, { readonly type: string; readonly text: string }>;
  readonly rosters: readonly string[];
  /** What visitors gave as their right. */
  readonly rights: readonly (string | undefined)[];
  actor(address: string): AnyActorRef;
  close(): Promise<void>;
}

export async function inspectedTree(
  page: (origin: string) => InspectorPage = () => inspectorPage(),
): Promise<InspectedTree> {
  const clock = realClock();
  const root = createActor(house, { id: 'root', systemId: 'root' });
  const rosters: string[] = [];
  const rights: (string | undefined)[] = [];
  const attempt = (run: () => void) => {
    try {
      run();
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
    }
  };
  const hub: InspectionHub = new InspectionHub(
    {
      watched: (filters) => attempt(() => tap.watch(filters)),
      roster(to, filter) {
        rosters.push(filter);
        attempt(() => tap.roster(to, filter));
      },
    },
    clock,
  );
  const tap = new InspectionTap({ root, clock, tell: (to, messages) => hub.take(to, messages) });
  const pages: InspectedTree['pages'] = new Map();
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] as string;
    const { html, headers } = page(originOf(server));
    const other = pages.get(path);
    if (path === '/inspect') response.writeHead(200, headers).end(html);
    else if (other) response.writeHead(200, { 'content-type': other.type }).end(other.text);
    else response.writeHead(404).end();
  });
  server.on('upgrade', (request, socket, head) => {
    rights.push(rightOf(request));
    hub.upgrade(request, socket, head);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    root,
    hub,
    tap,
    origin: originOf(server),
    pages,
    rosters,
    rights,
    actor: (address) => root.system.get(address as never) as AnyActorRef,
    async close() {
      hub.close();
      tap.stop();
      root.stop();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The receiver that comes with @statelyai/inspect, and a wait for what it hears. */
export function received(origin: string, filter = '') {
  const told: Told[] = [];
  let look = () => {};
  const server = `${origin.replace('http', 'ws')}/inspect?filter=${encodeURIComponent(filter)}`;
  createWebSocketReceiver({ server }).subscribe((news) => {
    told.push(news as unknown as Told);
    look();
  });
  return {
    told,
    until: (stop: (told: readonly Told[]) => boolean) =>
      new Promise<void>((done) => {
        look = () => {
          if (stop(told)) done();
        };
        look();
      }),
  };
}
