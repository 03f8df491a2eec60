// Puts the heartbeat beside the venue; whatever becomes of a beat comes back as an event with the time it was sent.
import type { Answer } from '#domain/ports.ts';
import {
  type BeatNews,
  HEARTBEAT,
  type HeartbeatDesk,
  type HeartbeatEvent,
  heartbeatMachine,
} from '#machines/heartbeat.machine.ts';
import { GATEWAY } from '#machines/order-gateway.protocol.ts';
import type { Desk } from './desk.ts';

export const heartbeat = heartbeatMachine;

export function heartbeatDesk(desk: Desk): HeartbeatDesk {
  const tell = (news: BeatNews) => desk.post(GATEWAY, news);
  return {
    now: () => desk.elapsed.nowMs(),
    beat(previous, sentMs) {
      desk.venue.beat(previous, (answer) => {
        if (answer.ok) desk.vitals.beatMs = Math.max(desk.vitals.beatMs ?? sentMs, sentMs);
        desk.post(HEARTBEAT, eventOf(answer, sentMs));
      });
    },
    arming: () => tell({ type: 'BEAT_LOST', why: 'no beat was acknowledged yet' }),
    lost(why) {
      desk.alert('warn', HEARTBEAT, `lost: ${why}`);
      tell({ type: 'BEAT_LOST', why });
    },
    restored: () => tell({ type: 'BEAT_RESTORED' }),
  };
}

function eventOf(answer: Answer<{ readonly id: string }>, sentMs: number): HeartbeatEvent {
  if (answer.ok) return { type: 'BEAT_ACKNOWLEDGED', id: answer.value.id, sentMs };
  const { failure } = answer;
  if (failure.kind === 'rejected' && failure.reason === 'wrongBeat')
    return { type: 'BEAT_CORRECTED', expected: failure.text, sentMs };
  return { type: 'BEAT_FAILED', why: failure.kind === 'rejected' ? failure.text : failure.kind, sentMs };
}
