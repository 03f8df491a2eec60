// The token that a person typed, kept for this tab only. Whoever can read the page's storage can act for the person, so it is
// never written anywhere else, and forgotten as soon as the service refuses it.

const NAME = 'bothsides.token';

export function doorKey(): string | null {
  return sessionStorage.getItem(NAME);
}

export function keepDoorKey(typed: string): void {
  const key = typed.trim();
  if (key === '') forgetDoorKey();
  else sessionStorage.setItem(NAME, key);
}

export function forgetDoorKey(): void {
  sessionStorage.removeItem(NAME);
}

/** What goes along with every request. */
export function keyHeaders(): Record<string, string> {
  const key = doorKey();
  return key === null ? {} : { Authorization: `Bearer ${key}` };
}
