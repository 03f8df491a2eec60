// What went wrong with a request, in words for a person. Nothing of the request itself is in it, so no key is either.
import type { VenueFailure } from '#domain/failure.ts';

export function failureText(failure: VenueFailure): string {
  switch (failure.kind) {
    case 'rejected':
      if (failure.reason === 'wrongBeat')
        return `it says "Invalid Heartbeat ID", and that it expects ${JSON.stringify(failure.text.slice(0, 80))}`;
      return `it says ${JSON.stringify(failure.text.slice(0, 200))}`;
    case 'rateLimited':
      return 'it says that we ask too often';
    case 'restarting':
      return 'its matching engine restarts';
    case 'cancelOnly':
      return 'it takes cancels only for now';
    case 'disabled':
      return 'trading there is switched off for now';
    case 'unreachable':
      if (failure.answer !== undefined) return `it answered ${JSON.stringify(failure.answer.slice(0, 200))}`;
      return failure.sent === 'no' ? 'nobody answers there' : 'no whole answer came in time';
    case 'unreadable':
      return `its answer is not what we know (${failure.excerpt.slice(0, 200)})`;
  }
}
