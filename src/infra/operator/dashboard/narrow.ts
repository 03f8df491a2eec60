// Whether the page is too narrow for a table of many columns, and that somebody turned it.
import { useEffect, useState } from 'preact/hooks';

const NARROW = '(max-width: 1000px)';

export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const media = matchMedia(NARROW);
    const turned = () => setNarrow(media.matches);
    media.addEventListener('change', turned);
    return () => media.removeEventListener('change', turned);
  }, []);
  return narrow;
}
