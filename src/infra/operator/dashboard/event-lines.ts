// Server-sent events as they arrive in pieces: text in, whole messages out. Pure. A message that grows beyond the maximum is an
// error of the other side, not a reason to fill the memory of the page.

export interface StreamMessage {
  readonly event: string;
  readonly data: string;
}

/** Characters of one message: a snapshot of a thousand markets and all their actors fits several times. */
export const MESSAGE_MAX = 16_000_000;

export class EventLines {
  #rest = '';
  #event = '';
  #data: string[] = [];
  #size = 0;

  /** What has become whole with this piece, in order. Lines of comment only prove that the other side lives. */
  take(piece: string): readonly StreamMessage[] {
    const whole: StreamMessage[] = [];
    // A carriage return at the end may be half of a line end.
    const text = this.#rest + piece;
    const held = text.endsWith('\r') ? 1 : 0;
    const lines = text.slice(0, text.length - held).split(/\r\n|\r|\n/);
    this.#rest = (lines.pop() ?? '') + text.slice(text.length - held);
    this.#size += piece.length;
    for (const line of lines) {
      if (line !== '') this.#field(line);
      else this.#end(whole);
    }
    if (this.#size > MESSAGE_MAX)
      throw new RangeError(`the stream sent a message of more than ${MESSAGE_MAX} characters`);
    return whole;
  }

  #field(line: string): void {
    if (line.startsWith(':')) return;
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') this.#event = value;
    else if (name === 'data') this.#data.push(value);
  }

  #end(whole: StreamMessage[]): void {
    if (this.#data.length > 0) whole.push({ event: this.#event || 'message', data: this.#data.join('\n') });
    this.#event = '';
    this.#data = [];
    this.#size = this.#rest.length;
  }
}
