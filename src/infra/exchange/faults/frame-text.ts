// What can happen to the text of one frame of the public stream, as it leaves the server: cut short, made wrong, or robbed of one
// outcome. Pure. Promises: what is wrong still reads as JSON of its shape; what is cut does not.
import type { Random } from '#domain/ports.ts';

const MARKET = /"market":"(0x[0-9a-f]{64})"/;
const NUMBER = /"(price|size)":"(\d+(?:\.\d+)?|\.\d+)"/g;

/** The condition that a frame is about; null: about none. */
export function marketIn(text: string): string | null {
  return MARKET.exec(text)?.[1] ?? null;
}

export function truncatedText(text: string): string {
  return text.slice(0, Math.max(1, text.length >> 1));
}

/** One price mirrored, or one size made larger. A frame without either stays as it is. */
export function corruptedText(text: string, random: Random): string {
  const found = [...text.matchAll(NUMBER)];
  const struck = found[Math.floor(random.next() * found.length)];
  if (!struck) return text;
  const [whole, name, number = ''] = struck;
  const value = Number(number);
  const wrong = name === 'price' ? Number((1 - value).toFixed(6)) : value * 3 + 100;
  return `${text.slice(0, struck.index)}"${name}":"${wrong}"${text.slice(struck.index + whole.length)}`;
}

/** Without what it says of one asset; null: nothing is left. What is no JSON stays as it is. */
export function withoutAsset(text: string, asset: string): string | null {
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return text;
  }
  if (Array.isArray(frame)) {
    const left = frame.map((one) => messageWithout(one, asset)).filter((one) => one !== null);
    return left.length === 0 ? null : JSON.stringify(left);
  }
  const left = messageWithout(frame, asset);
  return left === null ? null : JSON.stringify(left);
}

function messageWithout(message: unknown, asset: string): unknown {
  if (message === null || typeof message !== 'object') return message;
  const { asset_id, price_changes } = message as { readonly asset_id?: unknown; readonly price_changes?: unknown };
  if (asset_id === asset) return null;
  if (!Array.isArray(price_changes)) return message;
  const changes = price_changes.filter((change) => (change as { asset_id?: unknown } | null)?.asset_id !== asset);
  return changes.length === 0 ? null : { ...message, price_changes: changes };
}
