// Asks a person for the operator's token and connects with it.
import { confirmTyped } from './confirm-dialog.ts';
import type { Newest } from './newest.ts';

export function askForKey(newest: Newest): void {
  confirmTyped({
    title: 'Operator token',
    sentence:
      'It was shown once, at the first start, and is kept in operator.token of the state folder. This tab forgets it when it is closed.',
    word: null,
    action: 'Keep it in this tab',
    reason: null,
    danger: false,
    done: null,
    send: async () => {
      newest.again();
      return { ok: true, value: null };
    },
  });
}
