// What went wrong with a request, in words for a person. Nothing of the request itself is in it, so no key is either.
import type { VenueFailure } from '#domain/failure.ts';

export function failureText(failure: VenueFailure): string {
  switch (failure.kind) {
    case 'rejected':
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
      return failure.sent === 'no' ? 'nobody answers there' : 'no whole answer came in time';
    case 'unreadable':
      return `its answer is not what we know (${failure.excerpt.slice(0, 200)})`;
  }
}
