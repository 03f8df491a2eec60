// Questions to the service, with the token that the person typed. Nothing here throws: what goes wrong is an answer with
// words for the person, and an unreadable answer is a failure, never an empty list.
import { forgetDoorKey, keyHeaders } from './door-key.ts';

export type Answer<Value> = { readonly ok: true; readonly value: Value } | Refusal;

export interface Refusal {
  readonly ok: false;
  /** 0: the service was not reached. */
  readonly status: number;
  readonly error: string;
  /** Which field of what was sent is at fault. */
  readonly field: string | null;
}

const PATIENCE_MS = 10_000;

export function get<Value>(path: string, signal?: AbortSignal): Promise<Answer<Value>> {
  return ask(path, { method: 'GET', headers: keyHeaders() }, signal);
}

export async function post<Value>(path: string, body: object): Promise<Answer<Value>> {
  const headers = { ...keyHeaders(), 'Content-Type': 'application/json' };
  const answer = await ask<Value>(path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok && answer.status === 401) forgetDoorKey();
  return answer;
}

/** Parameters that are null are left out. */
export function query(path: string, parameters: Readonly<Record<string, string | number | null>>): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === null || value === '' ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return given.length === 0 ? path : `${path}?${given.join('&')}`;
}

async function ask<Value>(path: string, request: RequestInit, signal?: AbortSignal): Promise<Answer<Value>> {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    const response = await fetch(path, {
      ...request,
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
    return await read(response);
  } catch (error) {
    if (patience.aborted) return refused(0, `no answer within ${PATIENCE_MS / 1_000} s`);
    return refused(0, error instanceof TypeError ? 'the service cannot be reached' : String(error));
  }
}

async function read<Value>(response: Response): Promise<Answer<Value>> {
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return refused(response.status, `an answer that is no JSON (${response.status}): ${text.slice(0, 120)}`);
  }
  if (response.ok) return { ok: true, value: body as Value };
  const { error, field } = (body ?? {}) as { error?: unknown; field?: unknown };
  const words = typeof error === 'string' ? error : `refused with ${response.status}`;
  return refused(response.status, words, typeof field === 'string' ? field : null);
}

function refused(status: number, error: string, field: string | null = null): Refusal {
  return { ok: false, status, error, field };
}
