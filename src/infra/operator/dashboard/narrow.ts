// Whether the page is as narrow as a phone, and that somebody turned it.
import { useEffect, useState } from 'preact/hooks';

const NARROW = '(max-width: 720px)';

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
