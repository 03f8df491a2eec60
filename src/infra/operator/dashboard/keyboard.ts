// Keys: 1 to 6 switch views, / goes to the filter, Esc leaves what was opened. Never while somebody types or a dialog is open.
import { useEffect } from 'preact/hooks';
import { type Place, placeHref } from './place.ts';
import { VIEWS } from './view.ts';

export function useKeyboard(place: Place | null): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
      if (typing(event.target)) {
        if (event.key === 'Escape') (event.target as HTMLElement).blur();
        return;
      }
      const entry = VIEWS[Number(event.key) - 1];
      if (/^[1-9]$/.test(event.key) && entry) location.hash = placeHref(entry.name);
      else if (event.key === '/') focusFilter(event);
      else if (event.key === 'Escape' && place !== null && place.of !== null) location.hash = placeHref(place.view);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [place]);
}

/** The field of a view that bears `data-filter`. */
function focusFilter(event: KeyboardEvent): void {
  const filter = document.querySelector<HTMLInputElement>('[data-filter]');
  if (filter === null) return;
  event.preventDefault();
  filter.focus();
  filter.select();
}

function typing(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName))
  );
}
